-- Boxes around notes, the colours of ratings and small notes below tables, in PDF and Word, as
-- the pages have them.
-- Word's own are written by word_document.py, into the styles that are named here. Word takes the
-- charts as PNG.
function Image(picture)
  if FORMAT == 'docx' then
    picture.src = picture.src:gsub('^(figures/.*)%.svg$', '%1.png')
  end
  return picture
end

local function framed(colour)
  return { fill = 'rgb("#f3f2f1")', stroke = '(left: 4pt + rgb("' .. colour .. '"))' }
end

local BOXES = {
  synthetic = framed('#801650'),
  failed = framed('#d4351c'),
  warning = framed('#f47738'),
  statement = framed('#12436d'),
  ['no-figures'] = { stroke = '(paint: rgb("#505a5f"), thickness: 0.75pt, dash: "dashed")' },
}
local COLOURS = { green = 'rgb("#d6ebd0")', amber = 'rgb("#ffe5b4")', red = 'rgb("#f6c9c4")' }

local function known(classes, among)
  return classes:find_if(function(class) return among[class] ~= nil end)
end

function Div(box)
  if box.classes:includes('notes') then
    box.attributes['custom-style'] = 'Notes'
    box.attributes['typst:text:size'] = '8.5pt'
    box.attributes['typst:text:fill'] = 'rgb("#505a5f")'
    return box
  end
  local class = known(box.classes, BOXES)
  if not class then
    return nil
  end
  box.attributes['custom-style'] = 'Box ' .. class
  if FORMAT == 'typst' then
    box.attributes['typst:inset'] = '(x: 10pt, y: 8pt)'
    box.attributes['typst:width'] = '100%'
    box.attributes['typst:fill'] = BOXES[class].fill
    box.attributes['typst:stroke'] = BOXES[class].stroke
  end
  return box
end

local function coloured(cell)
  local class = known(cell.classes, COLOURS)
  if class and FORMAT == 'typst' then
    cell.attributes['typst:fill'] = COLOURS[class]
  elseif class then
    local texts = cell.contents:map(function(text)
      return text.t == 'Plain' and pandoc.Para(text.content) or text  -- a style needs a paragraph
    end)
    cell.contents = { pandoc.Div(texts, { ['custom-style'] = 'Rating ' .. class }) }
  end
end

-- A row and the sentence below it stand together, without a line between them.
local function joined(row, next)
  local led = next and next.classes:includes('sentence')
  for _, cell in ipairs(row.cells) do
    coloured(cell)
    cell.attributes['typst:stroke'] = led and 'none' or nil
  end
end

function Table(found)
  for _, body in ipairs(found.bodies) do
    for place, row in ipairs(body.body) do
      joined(row, body.body[place + 1])
    end
  end
  return found
end
