# Adds up records of runs (target, commit, day, seconds, executions, edges, findings; tabs between) onto the rows that HOURS.md has.
# The text of HOURS.md above and below its first table stays as it is.
FNR == 1 { file++ }
file == 1 && !table { head[++heads] = $0; table = /^\| ---/; next }
file == 1 && !below && /^\|/ {
    gsub(/ /, "")
    split($0, cell, "|")
    note(cell[2], cell[3], cell[4] * 60, cell[5], cell[6], cell[7])
    next
}
file == 1 { below = 1; after[++afters] = $0; next }
{ split($0, cell, "\t"); note(cell[1], cell[2], cell[4], cell[5], cell[6], cell[7]) }

function note(name, commit, seconds, executions, edges, findings) {
    if (!(name in time)) order[++names] = name
    last[name] = commit
    time[name] += seconds
    runs[name] += executions
    if (edges > most[name]) most[name] = edges
    found[name] += findings
}

END {
    for (i = 1; i <= heads; i++) print head[i]
    for (i = 1; i <= names; i++) {
        name = order[i]
        printf "| %s | %s | %.0f | %d | %d | %d |\n", name, last[name], time[name] / 60, runs[name], most[name], found[name]
    }
    for (i = 1; i <= afters; i++) print after[i]
}
