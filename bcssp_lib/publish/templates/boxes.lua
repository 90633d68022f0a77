-- Boxes around notes, the colours of ratings and small notes below tables, in PDF and Word, as
-- the pages have them.
-- Word's own are written by word_document.py, into the styles that are named here. Word takes the
-- charts as PNG.
function Image(picture)
  if FORMAT == 'docx' then
    local png, is_chart = picture.src:gsub('^(figures/.*)%.svg$', '%1.png')
    picture.src = png
    if is_chart > 0 then
      picture.attributes.width, picture.attributes.height = '82mm', nil
    end
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
  ['advice-note'] = framed('#12436d'),
  ['advice-important'] = framed('#12436d'),
  ['advice-tip'] = framed('#00703c'),
  ['advice-warning'] = framed('#f47738'),
  ['advice-caution'] = framed('#f47738'),
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

-- In Word, cells that name their rows have a style by which word_tables.py finds them.
local function name_row(cell)
  local words = cell.contents:map(function(text)
    return text.t == 'Plain' and pandoc.Para(text.content) or text
  end)
  cell.contents = { pandoc.Div(words, { ['custom-style'] = 'Row Heading' }) }
end

-- What each part of a card is in Word: its column, and the style of its words.
local WORD_PARTS = {
  ['card-title'] = { 1, 'Key Measure' }, ['card-when'] = { 1 },
  ['card-figure'] = { 2, 'Key Figure' }, ['card-rate'] = { 2 },
  ['card-change'] = { 3 }, ['card-rating'] = { 3 }, ['card-compared'] = { 4 },
}

local function word_words(part, style)
  local words = pandoc.utils.blocks_to_inlines(part.content):walk({
    Image = function(course)
      course.attributes.width = '16mm'
      course.attributes.height = nil
      return course
    end,
    Space = function()
      return part.classes:includes('card-rate') and pandoc.Str('\u{a0}') or nil
    end,
  })
  if part.classes:includes('card-rating') and part.classes[2] then
    style = 'Chip ' .. part.classes[2]
  end
  return pandoc.Plain(style and { pandoc.Span(words, { ['custom-style'] = style }) } or words)
end

local function word_cards(cards)
  local rows = pandoc.List()
  for _, card in ipairs(cards.content) do
    local said = { {}, {}, {}, {} }
    for _, part in ipairs(card.content) do
      local place = WORD_PARTS[part.classes[1]]
      if part.classes:includes('card-course') then  -- next to the figure
        said[2][1].content:extend({ pandoc.Str('\u{a0}\u{a0}') })
        said[2][1].content:extend(word_words(part).content)
      elseif place then
        table.insert(said[place[1]], word_words(part, place[2]))
      end
    end
    rows:insert(said)
  end
  local headings, left, widths = {}, {}, {}
  for place, words in ipairs({ 'Measure', 'Figure', 'Change and rating', 'Compared with' }) do
    headings[place] = { pandoc.Plain({ pandoc.Str(words) }) }
    left[place], widths[place] = pandoc.AlignDefault, 0
  end
  local made = pandoc.utils.from_simple_table(
    pandoc.SimpleTable({}, left, widths, headings, rows))
  for _, row in ipairs(made.bodies[1].body) do
    name_row(row.cells[1])
  end
  return made
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

-- What somebody said, in large letters, above what was done.
local function pull_out(box)
  for place, part in ipairs(box.content) do
    if part.t == 'BlockQuote' then
      box.content[place] = pandoc.Div(part.content, {
        ['custom-style'] = 'Pull Out Words',
        ['typst:text:size'] = '13pt', ['typst:text:weight'] = '"bold"',
      })
    elseif part.t == 'Div' and part.classes:includes('who') then
      part.attributes['custom-style'] = 'Notes'
      part.attributes['typst:text:fill'] = 'rgb("#505a5f")'
    end
  end
  box.attributes['typst:inset'] = '(x: 10pt, y: 8pt)'
  box.attributes['typst:width'] = '100%'
  box.attributes['typst:fill'] = 'rgb("#f4f6f8")'
  box.attributes['typst:stroke'] = '(left: 3pt + accents.first())'
  box.attributes['typst:breakable'] = 'false'
  return box
end

-- Two columns, the first of which has the first half of the titles, with what is below them.
local function imprint(box)
  local titles = pandoc.List()
  for place, block in ipairs(box.content) do
    if block.t == 'Para' and #block.content == 1 and block.content[1].t == 'Strong' then
      titles:insert(place)
    end
  end
  local half = titles[#titles // 2 + 1] or 1
  local blocks = pandoc.Blocks({ raw('#imprint[') })
  for place, block in ipairs(box.content) do
    if place == half then
      blocks:insert(raw(']['))
    end
    blocks:insert(block)
  end
  blocks:insert(raw(']'))
  return blocks
end

function Div(box)
  if box.classes:includes('key-figures') then
    return key_figures(box)
  end
  if box.classes:includes('pull-out') then
    return pull_out(box)
  end
  if box.classes:includes('imprint') and FORMAT == 'docx' then
    box.attributes['custom-style'] = 'Imprint'
    return box
  end
  if box.classes:includes('imprint') then
    return imprint(box)
  end
  if box.classes:includes('notes') then
    box.attributes['custom-style'] = 'Notes'
    box.content = { pandoc.Para(pandoc.utils.blocks_to_inlines(box.content, { pandoc.SoftBreak() })) }
    box.attributes['typst:breakable'] = 'false'
    box.attributes['typst:text:size'] = '8.5pt'
    box.attributes['typst:text:fill'] = 'rgb("#505a5f")'
    return box
  end
  local class = known(box.classes, BOXES)
  if not class then
    return nil
  end
  box.attributes['custom-style'] = 'Box ' .. class
  if FORMAT == 'docx' then
    box.content = box.content:walk({
      Plain = function(words) return pandoc.Para(words.content) end,  -- a style needs a paragraph
      Div = function(part)
        part.attributes['custom-style'] = not part.attributes.dir and part.attributes['custom-style']
          or nil
        return part
      end,
    })
  else
    box.attributes['typst:inset'] = '(x: 10pt, y: 8pt)'
    box.attributes['typst:width'] = '100%'
    box.attributes['typst:breakable'] = 'false'
    box.attributes['typst:fill'] = BOXES[class].fill
    box.attributes['typst:stroke'] = BOXES[class].stroke
  end
  return box
end

-- Word joins paragraphs of one style to one box, so that something stands between two boxes.
local function is_box(block)
  return block and block.t == 'Div' and known(block.classes, BOXES)
end

-- In PDF a chart has its title and notes next to it, and a table its notes on the same page. With
-- Quarto each is the parts of a figure by now.
local SET_WITH_NOTES = {
  Figure = '#chart-with([', image = '#chart-with([', Table = '#table-with([', table = '#table-with([',
}

local function find_end(blocks, begin)
  local kind = blocks[begin].t == 'RawBlock' and blocks[begin].text:match('^#figure%(kind: (%l+)')
  if not kind then
    return SET_WITH_NOTES[blocks[begin].t], begin
  end
  local place = begin
  repeat place = place + 1 until not blocks[place] or blocks[place].text == ']'
  return blocks[place] and SET_WITH_NOTES[kind], place
end

-- A text between a heading and what it leads to stays on the page of that.
local function keep_lead(blocks, begin)
  local heading, lead = blocks[begin - 2], blocks[begin - 1]
  if heading and heading.t == 'Header' and lead.t == 'Para' then
    blocks:insert(begin, raw(']'))
    blocks:insert(begin - 1, raw('#block(sticky: true, spacing: 0.85em)['))
  end
end

local LINE_EACH = { SoftBreak = pandoc.LineBreak }  -- next to a chart there is room for that

local function set_with_notes(blocks)
  for begin = #blocks, 1, -1 do
    local call, last = find_end(blocks, begin)
    local notes = call and blocks[last + 1]
    local noted = notes and notes.t == 'Div' and notes.classes:includes('notes')
    if call and (noted or call == SET_WITH_NOTES.Figure) then
      local set = pandoc.Blocks({ raw(call) })
      if noted then
        set:insert(blocks:remove(last + 1):walk(call == SET_WITH_NOTES.Figure and LINE_EACH or {}))
      end
      set:insert(raw('])['))
      for _ = begin, last do
        set:insert(blocks:remove(begin))
      end
      set:insert(raw(']'))
      for place, block in ipairs(set) do
        blocks:insert(begin + place - 1, block)
      end
    end
    if call then
      keep_lead(blocks, begin)
    end
  end
end

local function has_picture(block)
  local found = false
  block:walk({ Image = function() found = true end })
  return found
end

function Blocks(blocks)
  if FORMAT == 'typst' then
    set_with_notes(blocks)
  end
  for place = #blocks, 2, -1 do
    local box = blocks[place]
    if FORMAT == 'docx' and box.t == 'Div' and box.classes:includes('notes')
        and has_picture(blocks[place - 1]) then
      blocks[place] = box:walk(LINE_EACH)
    end
    if FORMAT == 'docx' and is_box(blocks[place]) and is_box(blocks[place - 1]) then
      local gap = { pandoc.Para({ pandoc.Str('\u{200b}') }) }
      blocks:insert(place, pandoc.Div(gap, { ['custom-style'] = 'Box Gap' }))
    end
  end
  return blocks
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

-- Long names, such as those of facts and files, may break after a dot, stroke or dash.
local breakable = {
  Str = function(word)
    return pandoc.Str((word.text:gsub('(%l[._/])(%w)', '%1\u{200b}%2')))
  end,
}

-- Text whose first letter is read from the right begins there, and ends with its full stop.
local function from_right(words)
  for _, code in utf8.codes(pandoc.utils.stringify(words)) do
    local right = code >= 0x590 and code <= 0x8ff or code >= 0xfb1d and code <= 0xfefc
    if right or code >= 0xc0 and (code < 0x2000 or code > 0x206f)
      or code < 0x80 and string.char(code):find('%a') then
      return right
    end
  end
end

function Para(words)
  return from_right(words) and pandoc.Div(words, {
    dir = 'rtl', ['custom-style'] = 'Body Text', ['typst:text:dir'] = 'rtl',
    ['typst:width'] = '100%', ['typst:spacing'] = '0.85em',
  }) or nil
end

function Plain(words)
  return from_right(words) and pandoc.Div(words, { dir = 'rtl', ['typst:text:dir'] = 'rtl' }) or nil
end

-- A sentence that is a link as a whole, such as a main point, is not in the colour of links.
function Link(link)
  local only = #link.content == 1 and link.content[1]
  if FORMAT == 'typst' and only and only.t == 'Span' and only.classes:includes('fact') then
    link.content = { pandoc.RawInline('typst', '#text(fill: ink)['), only,
      pandoc.RawInline('typst', ']') }
    return link
  end
end

-- The title of a chart below what it shows is lighter.
function Span(words)
  if words.classes:includes('subtitle') and FORMAT == 'docx' then
    words.attributes['custom-style'] = 'Chart Subtitle'
    return words
  end
  if words.classes:includes('subtitle') then
    words.attributes['typst:text:weight'] = '"regular"'
    words.attributes['typst:text:fill'] = 'rgb("#505a5f")'
    return words
  end
end

-- A register on paper has two columns: what names an entry, and its long texts, each below the
-- other under the heading that it has on a page.
local BESIDE = 40  -- letters; a column of longer texts stands in the second

local function words_of(blocks)
  return pandoc.utils.stringify(pandoc.Blocks(blocks))
end

local function paragraph(inlines)
  return FORMAT == 'docx' and pandoc.Plain(inlines) or pandoc.Para(inlines)
end

local function is_text(blocks)
  return #blocks == 1 and (blocks[1].t == 'Plain' or blocks[1].t == 'Para')
end

local function labelled(heading, blocks)
  local label = pandoc.Inlines({ pandoc.Strong(heading .. pandoc.Inlines({ pandoc.Str(':') })) })
  if not is_text(blocks) then
    return pandoc.Blocks({ paragraph(label) }) .. blocks
  end
  return pandoc.Blocks({ paragraph(label .. { pandoc.Space() } .. blocks[1].content) })
end

-- A rating keeps its colour, around its words; ``cell`` is one of text.
local function chip(cell)
  local tone = known(cell.classes, COLOURS)
  if not tone then
    return cell.contents
  end
  local words = cell.contents[1].content
  if FORMAT == 'docx' then
    return pandoc.Blocks({ pandoc.Plain({
      pandoc.Span(words, { ['custom-style'] = 'Chip ' .. tone }),
    }) })
  end
  return pandoc.Blocks({ pandoc.Plain(
    pandoc.Inlines({ pandoc.RawInline('typst', '#box(fill: ' .. COLOURS[tone]
      .. ', inset: (x: 3pt), outset: (y: 2.5pt), radius: 2pt)[') })
    .. words .. { pandoc.RawInline('typst', ']') }
  ) })
end

local function lower_first(text)
  return text:find('^%u%l') and text:sub(1, 1):lower() .. text:sub(2) or text
end

local function joined_headings(headings, places)
  local words = places:map(function(place) return words_of(headings[place].contents) end)
  for place = 2, #words do
    words[place] = lower_first(words[place])
  end
  return pandoc.Plain({ pandoc.Str(table.concat(words, ', ')) })
end

local function stack_entries(found)
  local headings, rows = found.head.rows[1].cells, found.bodies[1].body
  local beside, below = pandoc.List({ 1 }), pandoc.List()
  for place = 2, #headings do
    local longest = 0
    for _, row in ipairs(rows) do
      longest = math.max(longest, utf8.len(words_of(row.cells[place].contents)))
    end
    (longest > BESIDE and below or beside):insert(place)
  end
  for _, row in ipairs(rows) do
    local name, texts = row.cells[1], pandoc.Blocks({})
    name.contents = pandoc.Blocks(name.contents):walk({
      Plain = function(words) return paragraph({ pandoc.Strong(words.content) }) end,
    })
    for place = 2, #beside do
      local cell, label = row.cells[beside[place]], words_of(headings[beside[place]].contents) .. ':'
      local words = is_text(cell.contents) and chip(cell)[1].content
      local named = pandoc.Inlines({ pandoc.Str(label), pandoc.Space() })
      name.contents:insert(paragraph(named .. (words or {})))
      name.contents:extend(words and {} or cell.contents)
    end
    for _, place in ipairs(below) do
      local heading = pandoc.utils.blocks_to_inlines(headings[place].contents)
      texts:extend(labelled(heading, row.cells[place].contents))
    end
    row.cells = { name, pandoc.Cell(texts) }
  end
  local first, second = headings[1], headings[below[1]]
  first.contents = { joined_headings(headings, beside) }
  second.contents = { joined_headings(headings, below) }
  found.head.rows[1].cells = { first, second }
  found.colspecs = { { pandoc.AlignLeft, 0.26 }, { pandoc.AlignLeft, 0.74 } }
end

-- The columns of a table that an author wrote in Markdown are equally wide, whatever they hold: they
-- are to have the room that their texts need.
local function free_columns(found)
  local widths = found.colspecs:map(function(spec) return spec[2] end)
  if widths:find_if(function(width) return width ~= widths[1] end) then
    return
  end
  found.colspecs = found.colspecs:map(function(spec) return { spec[1] } end)
end

function Table(found)
  if not found.classes:includes('figures') then
    free_columns(found)
  end
  if found.classes:includes('entries') then
    stack_entries(found)
  end
  for _, body in ipairs(found.bodies) do
    for place, row in ipairs(body.body) do
      joined(row, body.body[place + 1])
      local names = row.cells[1].attributes.scope == 'row' or body.row_head_columns > 0
      if FORMAT == 'docx' and names then
        name_row(row.cells[1])
      end
    end
  end
  return FORMAT == 'docx' and found:walk(breakable) or found
end
