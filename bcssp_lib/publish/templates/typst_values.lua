-- Pictures with their alternative text, which pandoc's Typst writer leaves out; and words as
-- Typst's own strings, since a sign at the start of a cell would be read as markup.
local WORD = '^[%a\128-\255]+[.,;]?$'

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

local function value(text)
  return pandoc.RawInline('typst', '#' .. quoted(text) .. ';')
end

local function show_picture(picture)
  local given = picture.attributes
  local alternative = given['fig-alt'] or given.alt or pandoc.utils.stringify(picture.caption)
  return pandoc.RawInline('typst',
    '#image(' .. quoted(picture.src) .. ', alt: ' .. quoted(alternative) .. ')')
end

local function show_word(word)
  return not word.text:find(WORD) and value(word.text) or nil
end

local function show_title(title)
  return title and pandoc.MetaInlines({ value(pandoc.utils.stringify(title)) })
end

function Pandoc(document)
  local meta = document.meta
  meta.title, meta.subtitle = show_title(meta.title), show_title(meta.subtitle)
  meta.area = show_title(meta.area)
  document.blocks = document.blocks:walk({ Image = show_picture }):walk({ Str = show_word })
  return document
end
