"""What an assistant may reach: allow lists of tools, MCP servers, permissions."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.recogniser import Found, Rank, has_any
from gate.recognise.vocabulary import words

_ABOUT = frozenset({"tools", "tool", "permissions", "permission", "scopes", "scope", "mcp", "toolset", "actions"})


class Scope:
    """Files that are named for tools or permissions and list them."""

    name = "scope"
    rank = Rank.FORMAT
    formats = frozenset({"yaml", "json", "toml"})
    identify = staticmethod(
        has_any(
            "/mcpServers",
            "/mcp_servers",
            "/tools",
            "/allowed",
            "/allow",
            "/deny",
            "/denied",
            "/permissions",
            "/scopes",
            "/allowed_tools",
            "/allowedTools",
            "/toolsets",
        )
    )

    def wants(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name.endswith((".yaml", ".yml", ".json", ".toml")) and bool(_ABOUT & {*words(name.rpartition(".")[0])})

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if not self.identify(root) or root.child("openapi") or root.child("swagger"):
            return
        for tokens, leaf in root.leaves():
            if tokens and tokens[0] not in ("version", "description", "$schema", "name", "title"):
                yield Found("scope_enforcement", tokens, leaf)


RECOGNISERS = (Scope(),)
