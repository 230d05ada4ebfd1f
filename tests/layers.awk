# Checks every #include below src/ against src/LAYERS.
#   awk -f tests/layers.awk src/LAYERS FILE...
# Exit status 1 and one line per violation. FILE is .../src/module/name.[ch]. A header that is called
# NAME_internal.h, or says "private to" before its guard, stays in its module.

function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    violations++
}

# The part of text between its first and last character that is no blank.
function trim(text) {
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    return text
}

function read_layer(line,    parts, words, i, count, module) {
    if (split(line, parts, ":") != 3) {
        complain("expected `module : modules : headers`")
        return
    }
    module = trim(parts[1])
    if (module in layer) {
        complain("module " module " has two lines")
    }
    count = split(parts[2], words, " ")
    for (i = 1; i <= count; i++) {
        if (!(words[i] in layer)) {
            complain(module " may include " words[i] ", which is not on a line above: arrows go down")
        }
        allowed[module, words[i]] = 1
    }
    layer[module] = ++layers
    allowed[module, module] = 1
    headers[module] = " " trim(parts[3]) " "
}

function check_own(module, path,    target) {
    target = path
    sub(/\/.*/, "", target)
    if (path !~ /^[a-z]+\/[a-z0-9_\/]+\.(h|def)$/ || !(target in layer)) {
        complain("\"" path "\": expected \"module/name.h\" with a module of src/LAYERS")
    } else if (!((module, target) in allowed)) {
        complain("module " module " may not include " path)
    } else if (target != module && path ~ /_internal\.h$/) {
        complain(path " is private to " target)
    } else if (target != module) {
        # Whether its header says so may not have been read yet.
        taken[++takes] = path
        place[takes] = FILENAME ":" FNR
    }
}

function check_foreign(module, path,    folder) {
    folder = path
    if (!sub(/\/.*/, "/*", folder)) {
        folder = path
    }
    if (!(path in standard) && index(headers[module], " " path " ") == 0 &&
        index(headers[module], " " folder " ") == 0) {
        complain("module " module " may not include <" path ">")
    }
}

BEGIN {
    count = split("assert complex ctype errno fenv float inttypes iso646 limits locale math " \
                  "setjmp stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn " \
                  "string tgmath time uchar wchar wctype", names, " ")
    for (i = 1; i <= count; i++) {
        standard[names[i] ".h"] = 1
    }
}

FNR == 1 { file_number++ }

file_number == 1 {
    if ($0 !~ /^[ \t]*(#|$)/) {
        read_layer($0)
    }
    next
}

FNR == 1 {
    module = FILENAME
    sub(/^(.*\/)?src\//, "", module)
    if (module !~ /\//) {
        complain("lies in no module")
    }
    header = FILENAME
    sub(/^(.*\/)?src\//, "", header)
    sub(/\/.*/, "", module)
    if (!(module in layer)) {
        complain("module " module " has no line in src/LAYERS")
        layer[module] = ++layers
        allowed[module, module] = 1
    }
}

header != "" && /[Pp]rivate to / { private[header] = 1 }
/^#/ { header = "" }

/^[ \t]*#[ \t]*include/ {
    path = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", path)
    quote = substr(path, 1, 1)
    path = substr(path, 2)
    if (quote == "\"" && sub(/".*/, "", path)) {
        check_own(module, path)
    } else if (quote == "<" && sub(/>.*/, "", path)) {
        check_foreign(module, path)
    } else {
        complain("an #include that this check cannot read")
    }
}

END {
    if (file_number == 0) {
        print "layers: src/LAYERS is missing or empty"
        violations++
    }
    for (i = 1; i <= takes; i++) {
        if (taken[i] in private) {
            print place[i] ": " taken[i] " says that it is private to its module"
            violations++
        }
    }
    exit violations > 0
}
