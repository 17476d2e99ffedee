#include "scenarios/import/json.h"

#include <fmt/format.h>

namespace wardtwin::importing {

nlohmann::json read_object(const File& file, Problems& problems) {
  const auto tell = [&](std::size_t line, std::string_view what) {
    problems.add({file.path, line, ""}, what);
    return nlohmann::json();
  };
  if (too_deep(file.text))
    return tell(0, fmt::format("is nested more than {} levels deep", kDeepest));
  try {
    nlohmann::json json = nlohmann::json::parse(file.text);
    if (!json.is_object()) return tell(1, "is not one JSON object");
    return json;
  } catch (const nlohmann::json::parse_error& e) {
    std::size_t line = 1;
    for (std::size_t i = 0; i + 1 < e.byte && i < file.text.size(); ++i)
      line += file.text[i] == '\n';
    return tell(line, "is not JSON from here on");
  } catch (const nlohmann::json::exception&) {
    return tell(0, "holds a number that is too large");
  }
}

}  // namespace wardtwin::importing
