-- pandoc's Typst writer leaves out the alternative text of pictures; this puts it in.
local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function Image(picture)
  local alternative = pandoc.utils.stringify(picture.caption)
  return pandoc.RawInline('typst',
    '#image(' .. quoted(picture.src) .. ', alt: ' .. quoted(alternative) .. ')')
end
