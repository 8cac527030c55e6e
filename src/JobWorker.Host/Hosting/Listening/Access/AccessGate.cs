using JobWorker.Host.Ojs.Http.Answers;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Hosting.Listening.Access;

/// <summary>Lets through who has a key of the role that a request needs.</summary>
internal static class AccessGate
{
    /// <summary>After the doors and the gate of <c>/ojs</c>. Does nothing where no key is configured.</summary>
    public static void UseAccess(this WebApplication app)
    {
        var keys = new ApiKeys(app.Services.GetRequiredService<IOptions<ListenOptions>>().Value.Keys);
        if (!keys.Any)
        {
            return;
        }

        app.Use(async (context, next) =>
        {
            if (Listeners.IsSidecar(context) || RoleFor(context) is not { } needed)
            {
                await next(context);
            }
            else if (keys.Of(context.Request) is not { } holder)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await RefuseAsync(context, 401, "The request has no valid API key.", "Send Authorization: Bearer and the key.");
            }
            else if (holder.Role < needed)
            {
                var (may, must) = (Name(holder.Role), Name(needed));
                await RefuseAsync(
                    context, 403, $"The key {holder.Name} has the role {may}; this needs {must}.", $"Use a key of the role {must}.");
            }
            else
            {
                await next(context);
                if (needed is AccessRole.Operate)
                {
                    app.Logger.Operated(holder.Name, context.Request.Method, context.Request.Path, context.Response.StatusCode);
                }
            }
        });
    }

    private static AccessRole? RoleFor(HttpContext context) => AccessRules.RoleFor(
        context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);

    private static string Name(AccessRole role) => role.ToString().ToLowerInvariant();

    private static Task RefuseAsync(HttpContext context, int status, string message, string hint)
    {
        HostMetrics.AccessRefused.WithLabels(status == 401 ? "unauthorized" : "forbidden").Inc();
        IResult answer = context.Request.Path.StartsWithSegments("/ojs")
            ? new OjsError(status, status == 401 ? "unauthorized" : "forbidden", message, hint)
            : TypedResults.Problem($"{message} {hint}", statusCode: status);

        return answer.ExecuteAsync(context);
    }
}
