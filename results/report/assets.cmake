# Embeds what the page of a report is made of: its template, styles and scripts, and D3 5.16 as Debian's node-d3 has it. Scripts
# run in the order of this list.
find_file(D3_MIN_JS d3.min.js PATHS /usr/share/nodejs/d3/dist NO_DEFAULT_PATH)
if(NOT D3_MIN_JS)
    message(FATAL_ERROR "D3 is missing: apt install node-d3, or -DD3_MIN_JS=PATH of a d3.min.js of version 5")
endif()
set(report_folder ${CMAKE_CURRENT_LIST_DIR})
set(report_files ${report_folder}/page.html ${report_folder}/page.css ${D3_MIN_JS})
foreach(script core table cards fan waterfall waits gantt heat map yearly multiples groups influence options parts boxes reach place
               assumptions origin page)
    list(APPEND report_files ${report_folder}/${script}.js)
endforeach()
set(report_assets ${PROJECT_BINARY_DIR}/results/report_assets.c)
add_custom_command(
    OUTPUT ${report_assets}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${report_assets} "-DFILES=${report_files}" -P ${report_folder}/embed.cmake
    DEPENDS ${report_files} ${report_folder}/embed.cmake
    COMMENT "Embedding the report's page"
    VERBATIM)
target_sources(results PRIVATE ${report_assets})
