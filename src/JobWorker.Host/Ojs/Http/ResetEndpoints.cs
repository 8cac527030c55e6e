using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Forgets everything, where <c>Ojs:AllowReset</c> is true: for tests.</summary>
internal static class ResetEndpoints
{
    public static void MapReset(this RouteGroupBuilder v1) => v1.MapPost("/admin/reset", ResetAsync);

    private static async Task<IResult> ResetAsync(
        OjsDirectory directory, IOptions<OjsOptions> options, ILogger<OjsDirectory> logger, CancellationToken cancel)
    {
        if (!options.Value.AllowReset)
        {
            return OjsError.NotFound("Reset is switched off; Ojs:AllowReset switches it on, for tests.");
        }

        var now = await directory.UpdateAsync(all => all.Forgotten(), cancel);
        logger.Forgotten(now.Generation);

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            json.WriteString("status", "reset");
            json.WriteNumber("generation", now.Generation);
        });
    }
}
