"""`cablegram completion SHELL`: print the script that completes words in a shell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

if TYPE_CHECKING:
    from typing import Any

POWERSHELL_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_WORD = $wordToComplete
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $kind, $value, $help = $_ -split "`t", 3
        if (-not $help) { $help = $value }
        $type = [System.Management.Automation.CompletionResult]
        $type::new($value, $value, "ParameterValue", $help)
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Completion in PowerShell, which click does not bring."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = POWERSHELL_SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the whole words before the one to complete, and that one."""
        words = split_arg_string(os.environ.get("COMP_WORDS", ""))
        incomplete = os.environ.get("COMP_WORD", "")
        before = words[1:]
        if incomplete and before and before[-1] == incomplete:
            before = before[:-1]
        return before, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return one candidate as kind, value and help, parted by tabs."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes cablegram's words in SHELL.

    \b
    eval "$(cablegram completion bash)"
    cablegram completion fish > ~/.config/fish/completions/cablegram.fish
    """
    kind = get_completion_class(shell)
    if kind is None:  # a click without this shell
        msg = f"this version of click cannot complete in {shell}"
        raise click.UsageError(msg)
    root = ctx.find_root()
    settings: dict[str, Any] = {}
    complete = kind(root.command, settings, "cablegram", "_CABLEGRAM_COMPLETE")
    click.echo(complete.source_template % complete.source_vars())
