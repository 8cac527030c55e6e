using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace JobWorker.Cli.Arguments;

/// <summary>The ids of jobs on the command line.</summary>
internal static partial class JobIds
{
    private const string Rule = "1 to 128 characters of A-Z a-z 0-9 . _ : -";

    /// <summary>Exactly one.</summary>
    public static Argument<string> One()
    {
        var argument = new Argument<string>("ID") { Description = "The message id of the job." };
        argument.Validators.Add(Check);

        return argument;
    }

    /// <summary>None, one or many.</summary>
    public static Argument<string[]> Many()
    {
        var argument = new Argument<string[]>("ID")
        {
            Description = "Message ids of jobs.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        argument.Validators.Add(Check);

        return argument;
    }

    /// <summary>Where the service has the job, with <paramref name="rest"/> such as <c>/events</c> behind it.</summary>
    public static string Path(string id, string rest = "") => $"api/jobs/{Uri.EscapeDataString(id)}{rest}";

    private static void Check(ArgumentResult result)
    {
        foreach (var id in result.Tokens.Select(token => token.Value))
        {
            if (!Shape().IsMatch(id))
            {
                result.AddError($"ID must be {Rule}; '{id}' is not.");
            }
            else if (id is "." or "..")
            {
                result.AddError($"ID '{id}' cannot stand in a URL: no client can ask for this job.");
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:\-]{1,128}\z")]
    private static partial Regex Shape();
}
