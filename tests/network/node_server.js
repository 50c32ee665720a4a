// SPDX-License-Identifier: MIT
// Node's http as products use it. usage: node node_server.js PORT FOLDER whole|stream
// whole: a response ended with all its bytes has a Content-Length. stream: one that is piped has none.
"use strict";
const fs = require("fs");
const http = require("http");
const path = require("path");

const [port, folder, mode] = process.argv.slice(2);

http.createServer((request, response) => {
    const file = path.join(folder, path.basename(request.url));
    if (!fs.existsSync(file)) {
        response.statusCode = 404;
        response.end("no such file\n");
    } else if (mode === "whole") {
        response.end(fs.readFileSync(file));
    } else {
        fs.createReadStream(file).pipe(response);
    }
}).listen(Number(port), "127.0.0.1");
