#!/usr/bin/env bash
# vnu-jar 26.9.27 (npm): an inline style that the page's own policy allows by its digest is reported as
# blocked if the style begins or ends with white space, as styles in readable pages do.
#
# One would expect the checker to compute the digest as browsers do, over all that stands between the
# tags. It seems to drop the white space at both ends first. The message is "Inline style violates
# Content Security Policy"; a build that counts warnings fails on every self-contained report whose
# style ends with a line break before `</style>`.
#
# Seen: without white space at the ends there is no message, also with a line break within the style;
# with a line break at the end, or a blank at the end, or a line break at the start, there is the
# warning. The exit code is 0 each time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund vnu-jar@26.9.27

page() { # prints a page whose policy allows the style $1, and no other
    local digest
    digest=$(printf '%b' "$1" | openssl dgst -sha256 -binary | base64)
    printf '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    printf '<meta http-equiv="Content-Security-Policy" content="default-src '"'none'"'; style-src '"'sha256-%s'"'">\n' "$digest"
    printf '<title>A page</title>\n<style>%b</style>\n</head>\n<body><p>Text</p></body>\n</html>\n' "$1"
}

told() { # prints what the checker says of a page with the style $1
    page "$1" >page.html
    # The digest in the policy is that of the text between the tags.
    between=$(perl -0777 -ne 'print $1 if /<style>(.*?)<\/style>/s' page.html | openssl dgst -sha256 -binary | base64)
    grep --quiet --fixed-strings "sha256-$between" page.html
    java -jar node_modules/vnu-jar/build/dist/vnu.jar page.html 2>&1
}

for style in 'p{color:red}' 'p{\ncolor:red}'; do
    said=$(told "$style")
    echo "$style: ${said:-nothing is said}"
    [ -z "$said" ]
done
for style in 'p{color:red}\n' 'p{color:red} ' '\np{color:red}'; do
    said=$(told "$style")
    echo "$style: ${said#*: }"
    grep --quiet "Inline style violates Content Security Policy" <<<"$said"
done
