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

-- The cards of the key figures: in PDF boxes, three in a row; in Word rows of a table.
local CARD_PARTS = {
  ['card-title'] = 'card-title', ['card-figure'] = 'card-figure', ['card-change'] = 'card-change',
  ['card-rate'] = 'card-rate', ['card-compared'] = 'card-small', ['card-when'] = 'card-small',
}

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

local function typst_card(card)
  local blocks = pandoc.Blocks({ raw('[') })
  for _, part in ipairs(card.content) do
    local call = CARD_PARTS[part.classes[1]]
    if part.classes:includes('card-rating') then
      call = 'card-rating(' .. COLOURS[part.classes[2]] .. ')'
    end
    blocks:insert(raw(call and '#' .. call .. '[' or '#['))
    blocks:extend(part.content)
    blocks:insert(raw(']'))
  end
  blocks:insert(raw('],'))
  return blocks
end

local function word_cards(cards)
  local rows = {}
  for _, card in ipairs(cards.content) do
    local said = { {}, {}, {}, {} }
    local places = { ['card-title'] = 1, ['card-when'] = 1, ['card-figure'] = 2, ['card-rate'] = 2,
      ['card-change'] = 3, ['card-rating'] = 3, ['card-compared'] = 4 }
    for _, part in ipairs(card.content) do
      local place = places[part.classes[1]]
      if place then
        local text = pandoc.utils.blocks_to_inlines(part.content)
        local strong = part.classes[1] == 'card-figure' or part.classes[1] == 'card-title'
        table.insert(said[place], pandoc.Plain(strong and { pandoc.Strong(text) } or text))
      end
    end
    table.insert(rows, said)
  end
  local headings = {}
  for place, words in ipairs({ 'Measure', 'Figure', 'Change and rating', 'Compared with' }) do
    headings[place] = { pandoc.Plain({ pandoc.Str(words) }) }
  end
  local left = { pandoc.AlignDefault, pandoc.AlignDefault, pandoc.AlignDefault, pandoc.AlignDefault }
  return pandoc.utils.from_simple_table(
    pandoc.SimpleTable({ pandoc.Str('Key figures') }, left, { 0, 0, 0, 0 }, headings, rows))
end

local function key_figures(cards)
  if FORMAT == 'docx' then
    return word_cards(cards)
  end
  local blocks = pandoc.Blocks({ raw('#key-figures((') })
  for _, card in ipairs(cards.content) do
    blocks:extend(typst_card(card))
  end
  blocks:insert(raw('))'))
  return blocks
end

function Div(box)
  if box.classes:includes('key-figures') then
    return key_figures(box)
  end
  if box.classes:includes('imprint') and FORMAT == 'typst' then
    return pandoc.Blocks({ raw('#imprint[') }) .. box.content .. pandoc.Blocks({ raw(']') })
  end
  if box.classes:includes('notes') then
    box.attributes['custom-style'] = 'Notes'
    box.content = { pandoc.Para(pandoc.utils.blocks_to_inlines(box.content, { pandoc.Space() })) }
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

-- The title of a chart below what it shows is lighter.
function Span(words)
  if words.classes:includes('subtitle') and FORMAT == 'typst' then
    words.attributes['typst:text:weight'] = '"regular"'
    words.attributes['typst:text:fill'] = 'rgb("#505a5f")'
    return words
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
