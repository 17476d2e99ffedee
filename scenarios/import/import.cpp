#include "scenarios/import/import.h"

#include <fmt/format.h>

#include "scenarios/import/csv.h"
#include "scenarios/import/fhir.h"
#include "scenarios/import/hl7.h"
#include "scenarios/import/plan.h"
#include "sim/base/error.h"

namespace wardtwin::importing {
namespace {

std::string title(const std::vector<File>& files) {
  std::string names;
  for (std::size_t i = 0; i < files.size() && i < 5; ++i) {
    const std::size_t slash = files[i].path.rfind('/');
    names +=
        fmt::format("{}{}", i > 0 ? ", " : "",
                    comment_text(files[i].path.substr(slash == std::string::npos ? 0 : slash + 1)));
  }
  if (files.size() > 5) names += fmt::format(" and {} more", files.size() - 5);
  return fmt::format("# Imported from {}.\n", names);
}

void import_people(Kind kind, const std::vector<File>& files, const Options& o, Imported& out) {
  const Pseudonyms names = o.key ? Pseudonyms(*o.key) : Pseudonyms();
  History history;
  if (kind == Kind::fhir)
    import_fhir(files, names, history, out.problems);
  else
    for (const File& f : files) import_hl7(f, names, history, out.problems);
  if (history.read.empty()) return;
  out.history_csv = importing::history_csv(history);
  out.replay_csv = importing::replay_csv(history);
  out.part =
      history_part(history, o.pathway.empty() ? "imported" : o.pathway, out.problems.count());
}

void import_plan(Kind kind, const std::vector<File>& files, const Options& o, Imported& out) {
  const File& plan = files[0];
  std::vector<GridFloor> floors;
  if (kind == Kind::rmf) floors = read_rmf(plan, out.problems);
  if (kind == Kind::geojson) floors = read_geojson(plan, out.problems);
  if (kind == Kind::tiled)
    floors = read_tiled(plan, files.size() > 1 ? &files[1] : nullptr,
                        files.size() > 1 ? &files.back() : nullptr, o.tile, out.problems);
  if (!floors.empty()) out.part = building_part(floors);
}

}  // namespace

Imported import_files(Kind kind, const std::vector<std::string>& paths, const Options& o) {
  const bool people = kind == Kind::hl7 || kind == Kind::fhir;
  const std::size_t most = kind == Kind::tiled ? 3 : 1;
  if (paths.empty() || (!people && paths.size() > most))
    throw InputError(fmt::format("{} files; this kind is imported from {}", paths.size(),
                                 most == 3 ? "a map and tables of its zones and objects" : "one"));
  if (!(o.tile >= 0.1 && o.tile <= 10))
    throw InputError(fmt::format("a tile of {:g} m; from 0.1 m to 10 m are possible", o.tile));
  if (!o.pathway.empty() && scenario_name(o.pathway, "") != o.pathway)
    throw InputError(fmt::format("'{}' cannot name a pathway; write {}", comment_text(o.pathway),
                                 scenario_name(o.pathway, "imported")));
  Imported out;
  std::vector<File> files;
  for (const std::string& path : paths)
    if (File f; read_file(path, f, out.problems)) files.push_back(std::move(f));
  if (files.empty() || (!people && files.size() != paths.size())) return out;
  if (people)
    import_people(kind, files, o, out);
  else if (kind == Kind::arrivals)
    out.part = arrivals_part(files[0], o.pathway.empty() ? "imported" : o.pathway, out.problems);
  else
    import_plan(kind, files, o, out);
  if (out.part.empty() && out.problems.count() == 0)
    out.problems.add({paths[0], 0, ""}, "holds nothing that can be imported");
  if (!out.part.empty()) out.part.insert(0, title(files));
  return out;
}

}  // namespace wardtwin::importing
