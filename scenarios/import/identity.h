#pragma once

#include <string>
#include <string_view>

namespace wardtwin::importing {

/// Turns personal identifiers into names that mean nothing outside one import.
///
/// HMAC-SHA256 (RFC 2104) under a secret key, cut to 64 bits. Without a key of the caller's, one is
/// drawn that exists in memory only: nobody can then find a person by trying out identifiers, and two
/// imports cannot be joined.
class Pseudonyms {
 public:
  Pseudonyms();                          ///< a key drawn for this import
  explicit Pseudonyms(std::string key);  ///< at least 16 bytes, else InputError
  Pseudonyms(const Pseudonyms&) = delete;
  Pseudonyms& operator=(const Pseudonyms&) = delete;
  ~Pseudonyms();

  /// 16 hexadecimal digits; equal for equal (`domain`, `identifier`).
  std::string of(std::string_view domain, std::string_view identifier) const;

 private:
  std::string key_;
};

}  // namespace wardtwin::importing
