#include <cstdlib>

#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace wardtwin::cli {
namespace {

using Json = nlohmann::json;
using tests::slurp;

const std::string kWard = WARDTWIN_ROOT "/tests/scenario/good/small_ward.yaml";

class ReportProgram : public tests::Program {
 protected:
  void simulate(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"run",     kWard, "--replications", "2",
                                       "--quiet", "-o",  path(name)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome o = run(arguments);
    ASSERT_EQ(o.code, 0) << o.error;
  }
  /// Exit code of the bundle's script.
  int rerun(const std::string& folder) {
    const std::string command =
        "WARDTWIN='" WARDTWIN_BINARY "' " + path(folder) + "/rerun > " + path("said") + " 2>&1";
    return std::system(command.c_str());
  }
};

TEST_F(ReportProgram, WritesAPageTablesAndJson) {
  simulate("a.h5");
  simulate("b.h5", {"--set", "people.units.ward.patients.occupied_at_start=0.25"});
  const Outcome o = run({"report", path("a.h5"), path("b.h5"), "-o", path("page.html"), "--csv",
                         path("tables"), "--json"});
  ASSERT_EQ(o.code, 0) << o.error;
  const std::string page = slurp(path("page.html"));
  EXPECT_NE(page.find("<section id=\"comparison\">"), std::string::npos);
  EXPECT_NE(page.find("2 replications, paired by common random numbers."), std::string::npos);
  EXPECT_NE(slurp(path("tables/quantities.csv")).find("beds,ward,beds occupied"),
            std::string::npos);
  EXPECT_EQ(Json::parse(slurp(path("page.json")))["replications"], 2);
}

TEST_F(ReportProgram, SaysWhatIsWrong) {
  simulate("a.h5");
  EXPECT_EQ(run({"report", path("a.h5"), "-o", path(".")}).error,
            path(".") + " is a folder; write -o " + path(".") + "/report.html\n");
  EXPECT_EQ(run({"report", path("a.h5"), "-o", path("no/page.html")}).code, 3);
  EXPECT_EQ(run({"report", path("none.h5"), "-o", path("page.html")}).code, 2);
  EXPECT_EQ(run({"bundle", path("a.h5"), "-o", folder_.string()}).error,
            folder_.string() + " exists and is not an empty folder; name a new one\n");
}

TEST_F(ReportProgram, ABundleIsMadeAgainToTheSameBytes) {
  simulate("a.h5", {"--seed", "7", "--first", "3"});
  const Outcome o = run({"bundle", path("a.h5"), "-o", path("crate")});
  ASSERT_EQ(o.code, 0) << o.error;
  EXPECT_EQ(rerun("crate"), 0) << slurp(path("said"));
  EXPECT_EQ(slurp(path("said")), "rerun.h5 equals results.h5\n");

  const Json crate = Json::parse(slurp(path("crate/ro-crate-metadata.json")));
  EXPECT_EQ(crate["@context"], "https://w3id.org/ro/crate/1.1/context");
  std::size_t files = 0;
  for (const Json& entity : crate["@graph"]) {
    if (entity["@type"] != "File") continue;
    ++files;
    const std::string name = entity["@id"];
    EXPECT_EQ(entity["contentSize"], std::to_string(slurp(path("crate/" + name)).size())) << name;
  }
  EXPECT_EQ(files, 5u);

  // one setting that differs is noticed
  std::string scenario = slurp(path("crate/scenario.yaml"));
  const std::size_t at = scenario.find("occupied_at_start: ");
  ASSERT_NE(at, std::string::npos);
  scenario.replace(at, scenario.find_first_of(",}\n", at) - at, "occupied_at_start: 0.3");
  std::ofstream(path("crate/scenario.yaml")) << scenario;
  EXPECT_NE(rerun("crate"), 0);
}

TEST_F(ReportProgram, KeepsWhatAPrecisionReached) {
  const Outcome o = run({"run", kWard, "--quiet", "--precision", "beds occupied within 20 %", "-o",
                         path("p.h5"), "--json"});
  ASSERT_EQ(o.code, 0) << o.error;
  const Json said = Json::parse(o.out)["precision"];
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0]["name"], "beds occupied within 20 %");
  EXPECT_EQ(said[0]["met"], true);
  const double half = (said[0]["high"].get<double>() - said[0]["low"].get<double>()) / 2;
  EXPECT_LE(half, 0.2 * said[0]["value"].get<double>());
  EXPECT_EQ(Json::parse(run({"summary", path("p.h5"), "--json"}).out)["precision"], said);
  simulate("plain.h5");
  EXPECT_TRUE(Json::parse(run({"summary", path("plain.h5"), "--json"}).out)["precision"].empty());
  ASSERT_EQ(run({"bundle", path("p.h5"), "-o", path("crate")}).code, 0);
  EXPECT_EQ(rerun("crate"), 0) << slurp(path("said"));
}

TEST_F(ReportProgram, ComparesNoFilesThatBeginWithDifferentReplications) {
  simulate("a.h5");
  simulate("b.h5", {"--first", "2"});
  const Outcome o = run({"compare", path("a.h5"), path("b.h5")});
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(o.error,
            path("a.h5") + " begins with replication 0 and " + path("b.h5") +
                " with 2 of the same seed, so they are neither pairs nor independent\n"
                "  Make both with the same --first, or one of them with another --seed.\n");
}

}  // namespace
}  // namespace wardtwin::cli
