-- What Quarto reads holds no text of a report, only marks: a chapter comes from _chapters/, as
-- pandoc's own tree, which nothing in it can leave. It comes once Quarto's filters are done (in
-- pages before the last of them, which dress their tables): they need no time for it.
local function read_chapter(name)
  local place = pandoc.path.join({ quarto.project.directory, '_chapters', name .. '.json' })
  local file = assert(io.open(place, 'rb'))
  local tree = pandoc.read(file:read('a'), 'json')
  file:close()
  return tree.blocks
end

local function fold_data(div)
  div.content:insert(1, pandoc.RawBlock('html', '<details><summary>Data for this chart</summary>'))
  div.content:insert(pandoc.RawBlock('html', '</details>'))
  return div
end

-- What is linked to is the title, which every format can lead to.
local function name_title(found)
  local title = found.caption.long[1]
  if found.identifier ~= '' and title then
    title.content = { pandoc.Span(title.content, { id = found.identifier }) }
    found.identifier = ''
  end
end

-- Titles of tables and pictures are those of figures of Typst itself, as they are without Quarto.
local function title_content(kind, found, content)
  name_title(found)
  local title = pandoc.utils.blocks_to_inlines(found.caption.long)
  if not quarto.doc.is_format('typst') or #title == 0 then
    return found
  end
  found.caption = { long = {} }
  local blocks = pandoc.Blocks({
    pandoc.RawBlock('typst',
      '#figure(kind: ' .. kind .. ', numbering: none, supplement: none, caption: ['),
    pandoc.Plain(title),
    pandoc.RawBlock('typst', '])['),
  })
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock('typst', ']'))
  return blocks
end

local function title_table(found)
  found.classes:insert('typst:no-figure')  -- which would be one more, around it
  return title_content('table', found, { found })
end

local function title_figure(found)
  return title_content('image', found, found.content)
end

-- On paper all pages are in one document.
local function stay_within(link)
  if not quarto.doc.is_format('html') then
    link.target = link.target:gsub('^[%w_-]+%.qmd#', '#')
  end
  return link
end

-- Paper has a cover in place of the heading of the first page.
function Header(heading)
  if heading.classes:includes('front') and not quarto.doc.is_format('html') then
    return {}
  end
end

function Div(div)
  if div.classes:includes('downloads') and not quarto.doc.is_format('html') then
    return {}
  end
  if not div.attributes.chapter then
    return nil
  end
  return read_chapter(div.attributes.chapter):walk({
    Div = function(part)
      local folds = part.classes:includes('chart-data') and quarto.doc.is_format('html')
      return folds and fold_data(part) or nil
    end,
    Table = title_table,
    Figure = title_figure,
    Link = stay_within,
  })
end
