-- Each section begins at an empty box that names it: its heading takes that name, and within a part
-- all its headings are one level below the part's own. An imprint is a box without headings, so
-- that no list of contents names it.
local deeper = {
  Header = function(heading)
    heading.level = heading.level + 1
    return heading
  end,
}

local function in_imprint(block)
  if block.t ~= 'Header' then
    return block
  end
  return block.level > 1 and pandoc.Para({ pandoc.Strong(block.content) }) or nil
end

local shown = {}  -- the sections of this copy

local function begin_sections(report)
  local blocks, name, place, imprint = pandoc.List(), nil, '', nil
  for _, block in ipairs(report.blocks) do
    local is_part = block.t == 'Header' and block.classes:includes('part')
    if block.t == 'Div' and block.classes:includes('section-begins') then
      name, place, imprint = block.identifier, block.classes[2], nil
      shown['#' .. name] = true
      if place == 'imprint' then
        imprint = pandoc.Div({}, { id = name, class = 'imprint' })
        blocks:insert(imprint)
      end
    elseif is_part then
      imprint = nil
      blocks:insert(block)
    elseif imprint then
      imprint.content:insert(in_imprint(block))
      blocks[#blocks] = imprint
    else
      if place == 'in-part' and block.t ~= 'Para' then  -- of most blocks, which hold no heading
        block = pandoc.Blocks({ block }):walk(deeper)[1]
      end
      if name and block.t == 'Header' then
        block.identifier = name
      elseif name then
        blocks:insert(pandoc.Div({}, { id = name }))
      end
      name = nil
      blocks:insert(block)
    end
  end
  report.blocks = blocks
  return report
end

-- A link to a section that this copy does not show is plain text.
local function unlink(link)
  if link.target:match('^#section%-') and not shown[link.target] then
    return link.content
  end
end

-- A year such as 2023-24 stays in a line: browsers would break it at its dash.
local function keep_year_whole(word)
  return word.text:find('%d%d%d%d%-%d%d') and pandoc.Span({ word }, { class = 'whole' }) or nil
end

return { { Pandoc = begin_sections }, { Link = unlink, Str = keep_year_whole } }
