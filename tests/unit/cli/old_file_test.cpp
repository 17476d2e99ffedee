// A results file that the program of format 1.2 wrote (tests/twin/ward.yaml, ten minutes), and what that program
// said of it.
#include <tuple>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace wardtwin {
namespace {

using Json = nlohmann::json;

class OldFile : public tests::Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    for (const char* name : {"format_1_2.h5", "format_1_2.json"}) {
      const std::string packed = WARDTWIN_ROOT "/tests/unit/results/" + std::string(name) + ".gz";
      ASSERT_EQ(std::system(("gzip -dc '" + packed + "' > '" + path(name) + "'").c_str()), 0);
    }
  }
};

/// What `then` says is what `now` says; `now` may say more.
void same(const Json& then, const Json& now, const std::string& where) {
  if (then.is_object()) {
    for (const auto& [key, value] : then.items()) {
      ASSERT_TRUE(now.contains(key)) << where << "/" << key;
      same(value, now.at(key), where + "/" + key);
    }
  } else if (then.is_array() && !then.empty() && then[0].contains("quantity")) {
    const auto name = [](const Json& q) {
      return std::tuple(q.at("section"), q.at("subject"), q.at("quantity"));
    };
    for (const Json& q : then) {
      const auto found =
          std::find_if(now.begin(), now.end(), [&](const Json& n) { return name(n) == name(q); });
      ASSERT_NE(found, now.end()) << where << " " << q;
      same(q, *found, where + "/" + q.at("quantity").get<std::string>());
    }
  } else if (then.is_array()) {
    ASSERT_EQ(then.size(), now.size()) << where;
    for (std::size_t i = 0; i < then.size(); ++i)
      same(then[i], now[i], where + "/" + std::to_string(i));
  } else {
    EXPECT_EQ(then, now) << where;
  }
}

TEST_F(OldFile, SaysWhatItSaid) {
  const Outcome told = run({"summary", path("format_1_2.h5"), "--json"});
  ASSERT_EQ(told.code, 0) << told.error;
  const Json then = Json::parse(tests::slurp(path("format_1_2.json"))), now = Json::parse(told.out);
  ASSERT_GT(then.at("quantities").size(), 300u);
  same(then, now, "");
  // what was not counted then is none, not a number from elsewhere
  EXPECT_FALSE(then.at("nurses")[0].contains("overtime_h"));
  EXPECT_EQ(now.at("nurses")[0].at("overtime_h"), 0);
}

TEST_F(OldFile, IsComparedReportedAndWrittenAsTables) {
  const std::string file = path("format_1_2.h5");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"report", file, "-o", path("page.html")},
        {"report", file, "-o", path("again.html"), "--csv", path("csv")},
        {"summary", file},
        {"compare", file, file}}) {
    const Outcome told = run(words);
    EXPECT_EQ(told.code, 0) << words[0] << ": " << told.error;
    EXPECT_EQ(told.out.find("nan"), std::string::npos) << words[0];
  }
}

}  // namespace
}  // namespace wardtwin
