#include "scenarios/report/html/page.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/report/html/svg.h"

namespace wardtwin::html {
namespace {

// Cividis (Nuñez, Anderton and Renslow 2018): even in lightness, the same to colour-blind eyes.
constexpr std::array<std::array<int, 3>, 6> kHeat{{{255, 234, 70},
                                                   {203, 186, 105},
                                                   {149, 143, 120},
                                                   {102, 105, 112},
                                                   {49, 68, 107},
                                                   {0, 32, 77}}};

std::string heat(double share) {
  const double at = share * (kHeat.size() - 1);
  const auto i = std::min<std::size_t>(kHeat.size() - 2, static_cast<std::size_t>(at));
  const double rest = at - static_cast<double>(i);
  std::array<int, 3> c{};
  for (std::size_t k = 0; k < 3; ++k)
    c[k] = static_cast<int>(std::lround(kHeat[i][k] + rest * (kHeat[i + 1][k] - kHeat[i][k])));
  return fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
}

// What is worst stands out most: dark on a light page, bright on a dark one.
std::string heat_steps(bool dark_page) {
  std::string out = ":root {";
  for (int i = 0; i < kHeatSteps; ++i) {
    const double share = i / (kHeatSteps - 1.0);
    out += fmt::format(" --h{}: {};", i, heat(dark_page ? 1 - share : share));
  }
  return out + " }";
}

// Colours 0 to 7: Okabe and Ito's palette, lightened or darkened for contrast with the page.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1b1b; --soft: #5c5c5c; --line: #d8d8d8;
  --c0: #0072b2; --c1: #d55e00; --c2: #008060; --c3: #b0508c; --c4: #8a6d00; --c5: #3d94c9;
  --c6: #444444; --c7: #e69f00; --paper: #f4f4f4; }
@media (prefers-color-scheme: dark) { :root { --page: #15181b; --ink: #ececec; --soft: #a9adb1;
  --line: #3a3f44; --c0: #56b4e9; --c1: #ff8c42; --c2: #2fc79a; --c3: #e08fc0; --c4: #d9c04a;
  --c5: #8fcaf0; --c6: #c9c9c9; --c7: #f0b429; --paper: #1e2226; } }
body { background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, sans-serif;
  max-width: 60rem; margin: 0 auto; padding: 1rem; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
h1 { margin: 0.2em 0; } h2 { border-top: 2px solid var(--line); padding-top: 0.6em; margin-top: 2em; }
.question { font-size: 1.15em; } .answer { font-size: 1.15em; font-weight: 600; }
.soft, figcaption + p, .keys { color: var(--soft); } a { color: var(--c0); } nav a { margin-right: 0.9em; }
table { border-collapse: collapse; margin: 0.8em 0; width: 100%; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } caption { text-align: left; font-weight: 600; padding: 0.3em 0; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25em 0.6em; text-align: right;
  vertical-align: top; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: break-word; }
th { white-space: normal; }
th { background: var(--paper); font-weight: 600; }
.plain th, .plain td { text-align: left; white-space: normal; } pre { background: var(--paper); padding: 0.6em; overflow-x: auto;
  white-space: pre-wrap; font-size: 0.85em; }
figure { margin: 1.2em 0; } figcaption { font-weight: 600; } figure > svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg.small { width: 28px; height: 10px; }
svg text.note { fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
svg text.tiny { font-size: 9px; }
.key { margin-right: 1.2em; white-space: nowrap; } .keys { margin: 0.2em 0; } .key svg { margin-right: 0.4em; }
.grid { stroke: var(--line); } .rule { stroke: var(--ink); stroke-dasharray: 5 3; }
.whisker { stroke: var(--ink); stroke-width: 1.5; } .room { stroke: var(--soft); stroke-width: 1; }
.none { fill: var(--page); } .outline { fill: none; } .wall { stroke: var(--soft); stroke-width: 1; }
.yes, .no, .open { font-weight: 600; white-space: nowrap; } .yes { color: var(--c2); }
.no { color: var(--c1); } .open { color: var(--c4); }
@media print { :root { color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --line: #ccc;
  --c0: #0072b2; --c1: #d55e00; --c2: #008060; --c3: #b0508c; --c4: #8a6d00; --c5: #3d94c9;
  --c6: #444; --c7: #e69f00; --paper: #f4f4f4; }
  body { font-size: 9pt; max-width: none; padding: 0; } .wide { overflow: visible; }
  td { white-space: normal; } th, td { padding: 0.2em 0.45em; }
  nav { display: none; } figure, tr, .verdict { break-inside: avoid; }
  h2, h3, caption, figcaption, thead { break-after: avoid; } tbody tr:first-child { break-before: avoid; } }
)";

std::string colours() {
  static constexpr const char* kDashes[] = {"none", "7 3", "2 3", "9 3 2 3",
                                            "12 4", "4 2", "1 2", "6 2 2 2"};
  std::string out;
  for (int i = 0; i < 8; ++i)
    out += fmt::format(
        ".l{0} {{ fill: none; stroke: var(--c{0}); stroke-width: 2; stroke-dasharray: {1}; }} "
        ".b{0} {{ fill: var(--c{0}); opacity: 0.22; }} .f{0} {{ fill: var(--c{0}); }}\n",
        i, kDashes[i]);
  return out + heat_steps(false) +
         fmt::format("\n@media screen and (prefers-color-scheme: dark) {{ {} }}\n",
                     heat_steps(true));
}

std::string cells(const char* tag, const std::vector<std::string>& all) {
  std::string out = "<tr>";
  for (const std::string& c : all) out += fmt::format("<{0}>{1}</{0}>", tag, c);
  return out + "</tr>\n";
}

std::vector<std::string> escaped(std::vector<std::string> all) {
  for (std::string& c : all) c = escape(c);
  return all;
}

}  // namespace

Table::Table(std::vector<std::string> head)
    : body_("<thead>" + cells("th", escaped(std::move(head))) + "</thead>\n") {}

void Table::row(const std::vector<std::string>& all) { row_with_markup(escaped(all)); }

void Table::row_with_markup(std::vector<std::string> all) {
  body_ += cells("td", all);
  ++rows_;
}

std::string Table::markup(const std::string& caption) const {
  if (empty()) return "";
  return fmt::format("<div class=\"wide\"><table{}>\n<caption>{}</caption>\n{}</table></div>\n",
                     words_ ? " class=\"plain\"" : "", escape(caption), body_);
}

std::string paragraph(const std::string& words) {
  return words.empty() ? "" : "<p>" + escape(words) + "</p>\n";
}

std::string page(const std::string& title, const std::string& front,
                 const std::vector<Section>& sections) {
  std::string nav, body;
  for (const Section& s : sections) {
    nav += fmt::format("<a href=\"#{}\">{}</a>\n", s.id, escape(s.title));
    body += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", s.id, escape(s.title),
                        s.body);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<header>\n{}</header>\n"
      "<nav aria-label=\"Sections\">\n{}</nav>\n<main>\n{}</main>\n</body>\n</html>\n",
      escape(title), kStyle, colours(), front, nav, body);
}

}  // namespace wardtwin::html
