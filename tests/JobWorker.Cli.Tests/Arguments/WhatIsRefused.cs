using JobWorker.Cli.Arguments;

namespace JobWorker.Cli.Tests.Arguments;

/// <summary>Nothing is asked of the service; the message names the option and the rule, and the exit code is 2.</summary>
public sealed class WhatIsRefused
{
    private readonly Support.Cli _cli = new() { Width = 1000 };

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("jobs", "Required command")]
    [InlineData("job list", "'job'")]
    [InlineData("jobs lst", "'lst'")]
    [InlineData("jobs list --stat failed", "'--stat'")]
    [InlineData("jobs list extra", "'extra'")]
    [InlineData("jobs list --state", "'--state'")]
    [InlineData("jobs list --state lost", "--state must be one of requested, created, running, succeeded, failed, aborted, rejected; 'lost' is not.")]
    [InlineData("jobs list --state failed,lost", "'lost' is not")]
    [InlineData("jobs list --state failed,", "'' is not")]
    [InlineData("jobs list --limit 0", "--limit must be a whole number from 1; '0' is not.")]
    [InlineData("jobs list --limit -3", "--limit must be a whole number from 1; '-3' is not.")]
    [InlineData("jobs list --limit ten", "--limit must be a whole number from 1; 'ten' is not.")]
    [InlineData("jobs list --limit 99999999999", "--limit must be a whole number from 1")]
    [InlineData("jobs list --limit 5 --all", "--limit and --all exclude each other")]
    [InlineData("jobs list --from yesterday", "--from must be a time such as")]
    [InlineData("jobs list --to 2026-13-01", "--to must be a time such as")]
    [InlineData("jobs list --to 2y", "an age such as 30s, 90m, 2h, 3d, 1w; '2y' is not.")]
    [InlineData("jobs list --from 1h --to 2h", "--from must be before --to")]
    [InlineData("jobs show", "Required argument 'ID' missing for command: 'show'.")]
    [InlineData("jobs show a b", "'b'")]
    [InlineData("jobs show a/b", "ID must be 1 to 128 characters of A-Z a-z 0-9 . _ : -; 'a/b' is not.")]
    [InlineData("jobs show ..", "ID '..' cannot stand in a URL")]
    [InlineData("jobs show a --at 0", "--at must be a number of events from 1, or a time such as")]
    [InlineData("jobs show a --at soon", "'soon' is not")]
    [InlineData("jobs events", "'events'")]
    [InlineData("jobs events a%20b", "ID must be")]
    [InlineData("jobs logs", "'logs'")]
    [InlineData("jobs logs a --tail -1", "--tail must be a whole number from 0; '-1' is not.")]
    [InlineData("jobs logs a --tail some", "--tail must be a whole number from 0; 'some' is not.")]
    [InlineData("jobs cancel", "cancel needs IDs, a filter such as --state, or --all.")]
    [InlineData("jobs cancel --yes", "cancel needs IDs")]
    [InlineData("jobs cancel a --state failed", "cancel takes IDs, or a filter, not both.")]
    [InlineData("jobs cancel a --all", "cancel takes IDs, or a filter, not both.")]
    [InlineData("jobs cancel a b/c", "'b/c' is not")]
    [InlineData("jobs cancel --state running", "cancel with a filter needs --yes where nobody can be asked.")]
    [InlineData("jobs cancel --all", "cancel with a filter needs --yes")]
    [InlineData("jobs redrive", "redrive needs IDs")]
    [InlineData("jobs redrive a --service web", "redrive takes IDs, or a filter, not both.")]
    [InlineData("jobs redrive --state failed", "redrive with a filter needs --yes")]
    [InlineData("jobs verify", "verify needs IDs, a filter such as --state, or --all.")]
    [InlineData("jobs verify a --all", "verify takes IDs, or a filter, not both.")]
    [InlineData("jobs submit", "'submit'")]
    [InlineData("jobs submit /no/such/file", "FILE cannot be read:")]
    [InlineData("jobs submit - --dry-run --wait", "--dry-run and --wait exclude each other")]
    [InlineData("jobs tail --from 2h", "'--from'")]
    [InlineData("jobs tail a", "'a'")]
    [InlineData("jobs tail --state no", "--state must be one of")]
    [InlineData("jobs list --server nowhere", "--server must be an absolute http or https URL such as http://127.0.0.1:8080; 'nowhere' is not.")]
    [InlineData("jobs list --server ftp://a", "--server must be an absolute http or https URL")]
    [InlineData("jobs list --server http://a?b=c", "--server must be an absolute http or https URL")]
    [InlineData("--json", "Required command")]
    public async Task Is_told_by_name(string args, string message)
    {
        var exit = await _cli.RunAsync(null, args);

        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Usage, "", ""), (exit, _cli.Out, _cli.Raw));
    }

    [Theory]
    [InlineData("jobs list --limit no", "See 'jobworker jobs list --help'.")]
    [InlineData("jobs", "See 'jobworker jobs --help'.")]
    public async Task Says_where_help_is(string args, string hint)
    {
        await _cli.RunAsync(null, args);

        Assert.Contains(hint, _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_told_all_at_once()
    {
        await _cli.RunAsync(null, "jobs list --limit no --from no --state no");

        Assert.Contains("--limit must", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--from must", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--state must", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_empty_text_for_a_filter()
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(["jobs", "list", "--service", ""]));
        Assert.Contains("--service must not be empty.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_an_address_of_the_environment_that_is_none()
    {
        _cli.Variables["JOBWORKER_SERVER"] = "nowhere";

        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(null, "jobs list"));
        Assert.Contains("JOBWORKER_SERVER must be an absolute http or https URL", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("jobs --help")]
    [InlineData("jobs list --help")]
    [InlineData("jobs show --help")]
    [InlineData("jobs events --help")]
    [InlineData("jobs logs --help")]
    [InlineData("jobs tail --help")]
    [InlineData("jobs submit -h")]
    [InlineData("jobs cancel -?")]
    [InlineData("jobs redrive --help")]
    [InlineData("jobs verify --help")]
    public async Task Is_not_a_plea_for_help(string args)
    {
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync(null, args));
        Assert.Contains("--server <URL>", _cli.Out, StringComparison.Ordinal);
        Assert.Equal("", _cli.Error);
    }
}
