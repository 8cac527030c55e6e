using JobWorker.Core.Jobs;

namespace JobWorker.Core.Tests.Jobs;

/// <summary>The whole table of decisions: events recorded, <c>-</c> for already so, <c>NotFound</c> for refused.</summary>
public sealed class EveryCommandInEveryState
{
    private const string Table =
        """
        command          | None         | Requested                         | Created                | Running           | Succeeded         | Failed            | Aborted           | Rejected
        Submit           | JobRequested | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Submit other     | JobRequested | DuplicateIgnored                  | DuplicateIgnored       | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored
        Reject           | JobRejected  | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Reject other     | JobRejected  | DuplicateIgnored                  | DuplicateIgnored       | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored  | DuplicateIgnored
        Reject url       | JobRejected CallbackRefused | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Created          | NotFound     | JobCreated                        | -                      | -                 | -                 | -                 | -                 | -
        Create later     | NotFound     | JobCreateDeferred                 | -                      | -                 | -                 | -                 | -                 | -
        Create taken     | NotFound     | JobNameTaken                      | -                      | -                 | -                 | -                 | -                 | -
        Create never     | NotFound     | JobAborted                        | -                      | -                 | -                 | -                 | -                 | -
        Create refused   | NotFound     | JobCreateDeferred                 | -                      | -                 | -                 | -                 | -                 | -
        Started          | NotFound     | JobCreated PodStarted             | PodStarted             | -                 | -                 | -                 | -                 | NotFound
        Started stranger | NotFound     | JobCreated PodStarted             | NotFound               | NotFound          | NotFound          | NotFound          | -                 | NotFound
        Started copy     | NotFound     | NotFound                          | NotFound               | NotFound          | NotFound          | NotFound          | NotFound          | NotFound
        Succeeded        | NotFound     | JobCreated PodStarted JobSucceeded | PodStarted JobSucceeded | JobSucceeded      | -                 | -                 | -                 | NotFound
        Succeeded unseen | NotFound     | JobCreated JobSucceeded           | JobSucceeded           | JobSucceeded      | -                 | -                 | -                 | NotFound
        Failed           | NotFound     | JobCreated PodStarted JobFailed   | PodStarted JobFailed   | JobFailed         | -                 | -                 | -                 | NotFound
        Failed unseen    | NotFound     | JobCreated JobFailed              | JobFailed              | JobFailed         | -                 | -                 | -                 | NotFound
        Vanished         | NotFound     | JobCreated JobAborted             | JobAborted             | JobAborted        | -                 | -                 | -                 | NotFound
        Vanished stranger | NotFound     | JobCreated JobAborted             | NotFound               | NotFound          | NotFound          | NotFound          | -                 | NotFound
        Stuck            | NotFound     | JobCreated PodStuck               | PodStuck               | PodStuck          | -                 | -                 | -                 | NotFound
        Stuck stranger   | NotFound     | JobCreated PodStuck               | NotFound               | NotFound          | NotFound          | NotFound          | -                 | NotFound
        Stuck for good   | NotFound     | JobCreated PodStuck JobAborted    | PodStuck JobAborted    | PodStuck          | -                 | -                 | -                 | NotFound
        Overdue          | NotFound     | JobCreated PodStuck JobAborted    | PodStuck JobAborted    | -                 | -                 | -                 | -                 | NotFound
        Overdue stranger | NotFound     | JobCreated PodStuck JobAborted    | NotFound               | NotFound          | NotFound          | NotFound          | -                 | NotFound
        Replaced         | NotFound     | JobCreated PodStarted PodReplaced | PodStarted PodReplaced | PodReplaced       | -                 | -                 | -                 | NotFound
        Cancel           | NotFound     | JobAborted                        | JobAborted             | JobAborted        | Conflict          | Conflict          | Conflict          | Conflict
        Removed          | NotFound     | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Remove refused   | NotFound     | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Redrive          | NotFound     | Conflict                          | Conflict               | Conflict          | JobRedriven       | JobRedriven       | JobRedriven       | Conflict
        Callback 200     | NotFound     | -                                 | CallbackDelivered      | CallbackDelivered | CallbackDelivered | CallbackDelivered | CallbackDelivered | CallbackDelivered
        Callback 500     | NotFound     | -                                 | CallbackFailed         | CallbackFailed    | CallbackFailed    | CallbackFailed    | CallbackFailed    | CallbackFailed
        Callback 410     | NotFound     | -                                 | CallbackAbandoned      | CallbackAbandoned | CallbackAbandoned | CallbackAbandoned | CallbackAbandoned | CallbackAbandoned
        Callback refused | NotFound     | -                                 | CallbackRefused        | CallbackRefused   | CallbackRefused   | CallbackRefused   | CallbackRefused   | CallbackRefused
        Callback stale   | NotFound     | -                                 | -                      | -                 | -                 | -                 | -                 | -
        Callbacks 200 500 | NotFound     | -                                 | CallbackDelivered      | CallbackDelivered CallbackFailed | CallbackDelivered CallbackFailed | CallbackDelivered CallbackFailed | CallbackDelivered | CallbackDelivered
        Resend           | NotFound     | NotFound                          | Conflict               | Conflict          | Conflict          | Conflict          | Conflict          | Conflict
        Resend elsewhere | NotFound     | NotFound                          | CallbackResent         | CallbackResent    | CallbackResent    | CallbackResent    | CallbackResent    | CallbackResent
        Resend unknown   | NotFound     | NotFound                          | NotFound               | NotFound          | NotFound          | NotFound          | NotFound          | NotFound
        Resend the dead  | NotFound     | Conflict                          | Conflict               | Conflict          | Conflict          | Conflict          | Conflict          | Conflict
        Supervise        | -            | -                                 | -                      | -                 | -                 | -                 | -                 | -
        """;

    private static readonly string[][] Rows =
        [.. Table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())];

    public static TheoryData<string, string, string> Cells()
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var row in Rows.Skip(1))
        {
            for (var i = 1; i < row.Length; i++)
            {
                cells.Add(Rows[0][i], row[0], row[i]);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Is_answered_as_the_table_says(string state, string command, string answer)
    {
        var decision = JobDecider.Decide(CommandTable.Jobs[state], CommandTable.Commands[command]);

        Assert.Equal(answer, decision switch
        {
            Decision<JobEvent>.Accepted { Events: [] } => "-",
            Decision<JobEvent>.Accepted accepted => string.Join(' ', accepted.Events.Select(e => e.GetType().Name)),
            Decision<JobEvent>.Refused refused => refused.Code.ToString(),
            _ => decision.ToString(),
        });
    }

    [Fact]
    public void Has_a_cell()
    {
        Assert.Equal(CommandTable.Jobs.Keys, Rows[0].Skip(1));
        Assert.Equal(CommandTable.Commands.Keys, Rows.Skip(1).Select(row => row[0]));
        Assert.Equal(Enum.GetNames<JobState>(), CommandTable.Jobs.Keys);
        Assert.Equal(
            typeof(JobCommand).GetNestedTypes().Select(type => type.Name).Order(),
            CommandTable.Commands.Values.Select(command => command.GetType().Name).Distinct().Order());
    }
}
