-- Each section begins at an empty box that names it: its heading takes that name, and within a part
-- all its headings are one level below the part's own.
local deeper = {
  Header = function(heading)
    heading.level = heading.level + 1
    return heading
  end,
}

-- A link to a section that this copy does not show is plain text.
local function unlink(blocks)
  local shown = {}
  blocks:walk({
    Header = function(heading) shown['#' .. heading.identifier] = true end,
    Div = function(box) shown['#' .. box.identifier] = true end,
  })
  return blocks:walk({
    Link = function(link)
      if link.target:match('^#section%-') and not shown[link.target] then
        return link.content
      end
    end,
  })
end

function Pandoc(report)
  local blocks, name, in_part = pandoc.List(), nil, false
  for _, block in ipairs(report.blocks) do
    if block.t == 'Div' and block.classes:includes('section-begins') then
      name, in_part = block.identifier, block.classes:includes('in-part')
    else
      local is_part = block.t == 'Header' and block.classes:includes('part')
      if in_part and not is_part then
        block = pandoc.Blocks({ block }):walk(deeper)[1]
      end
      if name and not is_part then
        if block.t == 'Header' then
          block.identifier = name
        else
          blocks:insert(pandoc.Div({}, { id = name }))
        end
        name = nil
      end
      blocks:insert(block)
    end
  end
  report.blocks = unlink(pandoc.Blocks(blocks))
  return report
end
