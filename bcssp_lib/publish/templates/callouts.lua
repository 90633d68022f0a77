-- A callout, as Quarto writes them, is a box that every format has, with Quarto or without. Its title
-- is its first heading, what is given as title, or the word for its kind.
local CALLOUTS = {
  note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning', caution = 'Caution',
}

function Div(box)
  local kind = table.concat(box.classes, ' '):match('callout%-(%l+)')
  if not CALLOUTS[kind] then
    return nil
  end
  local title = { pandoc.Str(box.attributes.title or CALLOUTS[kind]) }
  if box.content[1] and box.content[1].t == 'Header' then
    local heading = box.content:remove(1)
    title = { pandoc.Span(heading.content, { id = heading.identifier }) }  -- links may lead there
  end
  box.content:insert(1, pandoc.Para({ pandoc.Strong(title) }))
  return pandoc.Div(box.content, { id = box.identifier, class = 'advice advice-' .. kind })
end
