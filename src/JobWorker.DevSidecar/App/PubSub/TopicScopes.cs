using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>Which topics an app may use, by the metadata of a pub/sub component.</summary>
internal static class TopicScopes
{
    /// <summary>Whether the app may publish to <paramref name="topic"/>.</summary>
    public static bool MayPublish(ComponentSpec spec, string appId, string topic) =>
        IsAllowed(spec, "publishingScopes", appId, topic);

    /// <summary>Whether the app may subscribe to <paramref name="topic"/>.</summary>
    public static bool MaySubscribe(ComponentSpec spec, string appId, string topic) =>
        IsAllowed(spec, "subscriptionScopes", appId, topic);

    private static bool IsAllowed(ComponentSpec spec, string scopesKey, string appId, string topic)
    {
        var granted = Granted(spec.Get(scopesKey), appId);
        var allowed = Split(spec.Get("allowedTopics"), ',');
        if (Split(spec.Get("protectedTopics"), ',').Contains(topic))
        {
            return granted?.Contains(topic) == true;
        }

        return (allowed.Length == 0 || allowed.Contains(topic)) && granted?.Contains(topic) != false;
    }

    /// <summary>The topics after <c>app=</c> in <c>app=a,b;other=c</c>; none where the app is not named.</summary>
    private static string[]? Granted(string scopes, string appId) => Split(scopes, ';')
        .Select(scope => scope.Split('=', 2))
        .Where(scope => scope[0].Trim() == appId)
        .Select(scope => scope.Length > 1 ? Split(scope[1], ',') : [])
        .FirstOrDefault();

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
