-- A table that an author wrote in Markdown scrolls too, and is reached by keyboard. On a phone each
-- of its rows is a card, as those of the toolkit's own tables are, whose columns have room.
local function label_cells(found)
  local headings = found.head.rows[1] and found.head.rows[1].cells or {}
  if #headings < 3 or found.classes:includes('figures') then
    return
  end
  found.classes:insert('cards')
  for _, body in ipairs(found.bodies) do
    for _, row in ipairs(body.body) do
      for place = 2, #row.cells do
        row.cells[place].attributes.label = pandoc.utils.stringify(headings[place].contents)
      end
    end
  end
end

function Table(found)
  label_cells(found)
  found.attributes.tabindex = '0'
  return found
end
