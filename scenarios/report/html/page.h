#pragma once

#include <string>
#include <vector>

/// The page round the charts: one file that loads nothing from anywhere, which its content security
/// policy enforces, and runs no script.
namespace wardtwin::html {

/// A table whose first column is words and the others are numbers.
class Table {
 public:
  explicit Table(std::vector<std::string> head);
  void row(const std::vector<std::string>& cells);
  /// The last cell as it is: it holds markup.
  void row_with_markup(std::vector<std::string> cells);
  void words() { words_ = true; }  ///< all columns are words, which may be long
  bool empty() const { return rows_ == 0; }
  /// With its heading; empty without rows.
  std::string markup(const std::string& caption) const;

 private:
  std::string body_;
  int rows_ = 0;
  bool words_ = false;
};

std::string paragraph(const std::string& words);

struct Section {
  std::string id, title, body;
};

/// `front` is markup that opens the page.
std::string page(const std::string& title, const std::string& front,
                 const std::vector<Section>& sections);

}  // namespace wardtwin::html
