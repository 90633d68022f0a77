-- A table that an author wrote in Markdown scrolls too, and is reached by keyboard.
function Table(found)
  found.attributes.tabindex = '0'
  return found
end
