# wardtwin_module(NAME [QUICK_BUILD] [USES modules...] [PRIVATE libraries...] [PUBLIC libraries...])
# One module: a static library wardtwin_NAME from every .cpp of the calling folder that is not main.cpp.
# A folder below with a CMakeLists.txt of its own is a module of its own.
# Headers are included from the root of the repository, e.g. "sim/base/time.h".
# QUICK_BUILD: what runs once or a few times in a run; a release build optimises it less, since its compilation takes
# longer than it ever runs.
function(wardtwin_module name)
  cmake_parse_arguments(M "QUICK_BUILD" "" "USES;PRIVATE;PUBLIC" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  file(GLOB nested RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt")
  foreach(other ${nested})
    get_filename_component(folder "${other}" DIRECTORY)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
  endforeach()
  list(TRANSFORM M_USES PREPEND wardtwin_)
  if(sources)
    add_library(wardtwin_${name} STATIC ${sources})
    target_include_directories(wardtwin_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(wardtwin_${name} PUBLIC ${M_USES} ${M_PUBLIC} PRIVATE ${M_PRIVATE})
    if(M_QUICK_BUILD)
      target_compile_options(wardtwin_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    endif()
  else()
    add_library(wardtwin_${name} INTERFACE)
    target_include_directories(wardtwin_${name} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(wardtwin_${name} INTERFACE ${M_USES} ${M_PUBLIC})
  endif()
endfunction()
