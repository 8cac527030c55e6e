using System.CommandLine;
using System.Text.Json;
using JobWorker.Cli.Service;
using JobWorker.Core.Callbacks;

namespace JobWorker.Cli.Arguments;

/// <summary><c>--url</c>: where callbacks go from now on.</summary>
internal static class UrlOption
{
    public static Option<string?> Of()
    {
        var option = new Option<string?>("--url")
        {
            Description = "Where all callbacks of the job go from now on; otherwise where they went before.",
            HelpName = "URL",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } url && !WebhookUrl.IsOne(url))
            {
                result.AddError($"--url {WebhookUrl.Rule}; '{url}' is not.");
            }
        });

        return option;
    }

    /// <summary>The body of a request; none where no URL was given.</summary>
    public static HttpContent? Body(string? url) =>
        url is null ? null : ServiceClient.Json(JsonSerializer.SerializeToUtf8Bytes(new { url }, ServiceClient.Format));
}
