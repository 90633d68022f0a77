-- A paragraph of an easy read report that begins with a picture has it at its left, on paper as on
-- the page.
local function in_word(picture, words)
  picture.attributes.width, picture.attributes.height = '30mm', nil
  local slot = pandoc.Div({ pandoc.Para({ picture }) }, { ['custom-style'] = 'Point Picture' })
  local text = pandoc.Div({ pandoc.Para(words) }, { ['custom-style'] = 'Point Text' })
  local row = { pandoc.Blocks({ slot }), pandoc.Blocks({ text }) }
  return pandoc.utils.from_simple_table(pandoc.SimpleTable(
    {}, { pandoc.AlignDefault, pandoc.AlignDefault }, { 0, 0 }, {}, { row }))
end

local function in_typst(picture, words)
  return pandoc.Blocks({
    pandoc.RawBlock('typst', '#easy-point['), pandoc.Plain({ picture }),
    pandoc.RawBlock('typst', ']['), pandoc.Para(words), pandoc.RawBlock('typst', ']'),
  })
end

function Para(paragraph)
  local picture = paragraph.content[1]
  if not picture or picture.t ~= 'Image' or #paragraph.content == 1 then
    return nil
  end
  local words = paragraph.content:clone()
  words:remove(1)
  if words[1].t == 'Space' or words[1].t == 'SoftBreak' then
    words:remove(1)
  end
  return FORMAT == 'docx' and in_word(picture, words) or in_typst(picture, words)
end
