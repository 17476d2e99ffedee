#pragma once

#include <string>

namespace wardtwin::run {

/// A private temporary folder through which children hand over what they made; it goes away with
/// this, where the process ends in order.
class Folder {
 public:
  Folder();  ///< throws RunError where there can be none
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace wardtwin::run
