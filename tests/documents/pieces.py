"""Pieces that hostile texts are made of."""

from __future__ import annotations

from hypothesis import strategies as st

# of shell scripts
PIECES = """a b x echo if then fi for do done in case esac while ! [[ ]] A=1 A= A=( ( ) (( )) $(( 1+2 $( ` " ' \\ ; ;;
& && || | |& < > >> <<E <<-E <<'E' <<< 2> # #c $X ${X} ${X:- ${X# $' \\' ~ * =~ ?( @( -n --f=v 1 f() a[ ]""".split()
PIECES += [
    "\ufeff",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\\\n",
    "\nE\n",
    "\n\tE\n",
    "\n # it's\n",
    '# " x\n',
    "\nE\n# q\n",
    "\r\n",
    "\r",
]

# of Terraform and Bicep
SIGNS = "'|\"|'''|\\|\\'|\\\"|$|${|$${|%{|{|}|[|]|(|)|@|#|//|/*|*/|<<E|<<-E|=|:|,|.|-|!|?|::|...|=>|==|*|~|\n|\r\n|\t| "
WORDS = "a|b|E|1|1.5|for|in|if|else|endif|resource|module|param|existing|'x'|\"x\"|null|true"
INFRASTRUCTURE = st.sampled_from(f"{SIGNS}|{WORDS}".split("|"))
