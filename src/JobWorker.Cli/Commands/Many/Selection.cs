using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands.Many;

/// <summary>Jobs by their ids, by a filter, or all: exactly one of these.</summary>
internal sealed class Selection
{
    private readonly Argument<string[]> _ids = JobIds.Many();
    private readonly FilterOptions _filter;
    private readonly Option<bool> _all = new("--all") { Description = "No filter." };

    public Selection(Command command)
    {
        command.Add(_ids);
        _filter = new FilterOptions().AddTo(command);
        command.Add(_all);
        command.Validators.Add(result =>
        {
            var ids = result.GetResult(_ids) is { Tokens.Count: > 0 };
            var (filter, all) = (_filter.Given(result), result.GetValue(_all));
            if (!ids && !filter && !all)
            {
                result.AddError($"{command.Name} needs IDs, a filter such as --state, or --all.");
            }
            else if (ids && (filter || all))
            {
                result.AddError($"{command.Name} takes IDs, or a filter, not both.");
            }
        });
    }

    /// <summary>The ids; none where a filter was given.</summary>
    public string[] Ids(ParseResult parse) => parse.GetValue(_ids) ?? [];

    /// <summary>The filter; the empty one for all jobs.</summary>
    public JobFilter Filter(ParseResult parse, Session session) => _filter.Of(parse, session.Now, session.Zone);

    /// <summary>The jobs of a filter, newest first, page by page, as the service spells them.</summary>
    /// <param name="service">Who is asked.</param>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most; none for all.</param>
    /// <param name="cancel">Gives up.</param>
    public static async IAsyncEnumerable<JsonElement> JobsAsync(
        ServiceClient service, JobFilter filter, int? limit, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? cursor = null;
        var left = limit ?? int.MaxValue;
        do
        {
            var page = await PageAsync(service, filter, Math.Min(left, MaxPage), cursor, cancel);
            foreach (var job in page.Jobs.Take(left))
            {
                yield return job;
            }

            left -= page.Jobs.Count;
            cursor = page.Next;
        }
        while (cursor is not null && left > 0);
    }

    /// <summary>The largest page the service gives.</summary>
    public const int MaxPage = 1000;

    /// <summary>One page.</summary>
    public static async Task<JobListing> PageAsync(
        ServiceClient service, JobFilter filter, int limit, string? cursor, CancellationToken cancel)
    {
        var query = filter.Query(("limit", $"{limit}"), ("cursor", cursor));

        return (await service.GetAsync($"api/jobs?{query}", cancel)).As<JobListing>();
    }
}
