#include "devices/wire/fhir.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "devices/wire/text.h"

namespace wardtwin::wire::fhir {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 64;

Json resource(const Reading& r, const Observation& o, const std::string& id) {
  Json j;
  j["resourceType"] = "Observation";
  j["identifier"] = {{{"system", "urn:wardtwin:message"}, {"value", id}}};
  j["status"] = "final";
  j["category"] = {{{"coding",
                     {{{"system", "http://terminology.hl7.org/CodeSystem/observation-category"},
                       {"code", "vital-signs"}}}}}};
  j["code"] = {
      {"coding", {{{"system", "http://loinc.org"}, {"code", o.loinc}, {"display", o.display}}}}};
  if (!r.patient.empty())
    j["subject"] = {{"identifier", {{"system", "urn:wardtwin:patient"}, {"value", r.patient}}}};
  std::string at;
  put_extended_instant(at, r.at);
  j["effectiveDateTime"] = at;
  j["device"] = {{"display", r.device}};
  j["valueQuantity"] = {{"value", o.value},
                        {"unit", o.unit},
                        {"system", "http://unitsofmeasure.org"},
                        {"code", o.ucum}};
  return j;
}

std::string text_of(const nlohmann::json& j, const char* key) {
  const auto it = j.is_object() ? j.find(key) : j.end();
  return j.is_object() && it != j.end() && it->is_string() ? it->get<std::string>() : "";
}

// The first issue of an OperationOutcome, in words.
std::string issue(const nlohmann::json& j) {
  if (text_of(j, "resourceType") != "OperationOutcome" || !j.contains("issue") ||
      !j["issue"].is_array() || j["issue"].empty())
    return "";
  const nlohmann::json& first = j["issue"][0];
  if (std::string text = text_of(first, "diagnostics"); !text.empty()) return text;
  if (first.is_object() && first.contains("details")) return text_of(first["details"], "text");
  return text_of(first, "code");
}

}  // namespace

std::string transaction(std::span<const Reading> readings) {
  Json bundle;
  bundle["resourceType"] = "Bundle";
  bundle["type"] = "transaction";
  bundle["entry"] = Json::array();
  for (const Reading& r : readings)
    for (const Observation& o : r.values) {
      const std::string id = fmt::format("{}/{}", r.id, o.loinc);
      Json entry;
      entry["resource"] = resource(r, o, id);
      entry["request"] = {{"method", "POST"},
                          {"url", "Observation"},
                          {"ifNoneExist", "identifier=urn:wardtwin:message|" + id}};
      bundle["entry"].push_back(std::move(entry));
    }
  return bundle.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool read_outcome(std::string_view text, Outcome& out) {
  out = {};
  if (nests_deeper(text, kDeepest)) return false;
  const auto j = nlohmann::json::parse(text, nullptr, false);
  if (j.is_discarded() || !j.is_object()) return false;
  if (text_of(j, "resourceType") == "OperationOutcome") {
    out.failed = 1;
    out.text = issue(j);
    return true;
  }
  if (text_of(j, "resourceType") != "Bundle" || !j.contains("entry") || !j["entry"].is_array())
    return false;
  for (const auto& entry : j["entry"]) {
    const auto response = entry.is_object() ? entry.find("response") : entry.end();
    if (!entry.is_object() || response == entry.end()) return false;
    const std::string status = text_of(*response, "status");
    if (status.starts_with("201"))
      ++out.created;
    else if (status.starts_with("2") || status.starts_with("304"))
      ++out.present;
    else if (++out.failed == 1)
      out.text = response->is_object() && response->contains("outcome")
                     ? issue((*response)["outcome"])
                     : status;
  }
  return true;
}

}  // namespace wardtwin::wire::fhir
