# bursar_module(NAME DEPENDS m… [LIBS target…] [HTTP_DEPENDS m…]): the one shape of a module.
#   bursar_NAME        all .cpp except http.cpp, runner.cpp and tests; its migrations embedded
#   bursar_NAME_http   http.cpp and runner.cpp, the only files that may include net/
#   NAME_test          every *_test.cpp of the folder, registered with CTest
# tools/layers reads the DEPENDS lists, so they are the dependency diagram.
set(BURSAR_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers
    -Wnon-virtual-dtor -Wno-interference-size
    # g++ 12 misreads the aligned allocation of coroutine frames in Boost.Asio 1.81.
    -Wno-mismatched-new-delete)

function(bursar_compile target)
  target_compile_options(${target} PRIVATE ${BURSAR_WARNINGS})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/server ${CMAKE_BINARY_DIR}/generated)
endfunction()

function(bursar_embed_migrations module target)
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  if(NOT scripts)
    return()
  endif()
  set(output ${CMAKE_BINARY_DIR}/generated/${module}_migrations.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DMODULE=${module} -DOUTPUT=${output} "-DSCRIPTS=${scripts}"
            -P ${CMAKE_SOURCE_DIR}/tools/cmake/embed_migrations.cmake
    DEPENDS ${scripts} ${CMAKE_SOURCE_DIR}/tools/cmake/embed_migrations.cmake VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# One PostgreSQL per build folder serves all tests of a ctest run (server/testing/postgres.sh). The socket
# path must stay short, hence /tmp.
string(MD5 BURSAR_BUILD_MARK ${CMAKE_BINARY_DIR})
string(SUBSTRING ${BURSAR_BUILD_MARK} 0 8 BURSAR_BUILD_MARK)
set(BURSAR_POSTGRES_DIR /tmp/bursar-postgres-${BURSAR_BUILD_MARK})
set(BURSAR_POSTGRES_SCRIPT ${CMAKE_SOURCE_DIR}/server/testing/postgres.sh)

function(bursar_test_on_postgres test)
  set_tests_properties(${test} PROPERTIES FIXTURES_REQUIRED postgres
    ENVIRONMENT "BURSAR_TEST_POSTGRES=postgresql:///postgres?host=${BURSAR_POSTGRES_DIR}&user=postgres")
endfunction()

function(bursar_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBS;HTTP_DEPENDS;TEST_DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(domain "")
  set(http "")
  set(tests "")
  foreach(source ${sources})
    if(source MATCHES "_test\\.cpp$")
      list(APPEND tests ${source})
    elseif(source MATCHES "/(http|runner)(_[a-z_]+)?\\.cpp$")
      list(APPEND http ${source})
    else()
      list(APPEND domain ${source})
    endif()
  endforeach()
  if(NOT domain)
    set(domain ${CMAKE_SOURCE_DIR}/tools/cmake/empty.cpp)
  endif()
  add_library(bursar_${name} STATIC ${domain})
  bursar_compile(bursar_${name})
  bursar_embed_migrations(${name} bursar_${name})
  foreach(dep ${ARG_DEPENDS})
    target_link_libraries(bursar_${name} PUBLIC bursar_${dep})
  endforeach()
  target_link_libraries(bursar_${name} PUBLIC ${ARG_LIBS} fmt::fmt)
  set(all bursar_${name})

  if(http)
    add_library(bursar_${name}_http STATIC ${http})
    bursar_compile(bursar_${name}_http)
    target_link_libraries(bursar_${name}_http PUBLIC bursar_${name} bursar_net)
    foreach(dep ${ARG_HTTP_DEPENDS})
      target_link_libraries(bursar_${name}_http PUBLIC bursar_${dep})
    endforeach()
    list(APPEND all bursar_${name}_http)
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    bursar_compile(${name}_test)
    target_link_libraries(${name}_test PRIVATE ${all} GTest::gtest GTest::gmock bursar_testing)
    foreach(dep ${ARG_TEST_DEPENDS})
      target_link_libraries(${name}_test PRIVATE bursar_${dep})
    endforeach()
    add_test(NAME ${name} COMMAND ${name}_test)
    bursar_test_on_postgres(${name})
  endif()
endfunction()
