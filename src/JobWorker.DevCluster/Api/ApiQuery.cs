using System.Globalization;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>The query parameters of the API, read and checked.</summary>
internal static class ApiQuery
{
    public static bool Flag(this HttpRequest request, string name) =>
        request.Query[name].ToString() is "true" or "1" or "True";

    /// <summary>A whole number, 0 or more. None where absent or empty.</summary>
    /// <exception cref="ApiException">400: it is no such number.</exception>
    public static long? Number(this HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiException.BadRequest($"invalid {name}: \"{text}\" is not a whole number");
    }

    /// <summary>What the path and the two selectors of a request choose.</summary>
    /// <exception cref="ApiException">400: a selector cannot be read.</exception>
    public static Selection Selection(this HttpRequest request, RequestPath path)
    {
        try
        {
            var fields = request.Query["fieldSelector"].ToString();
            if (path.Name is { } name)
            {
                fields = fields.Length == 0 ? $"metadata.name={name}" : $"{fields},metadata.name={name}";
            }

            return new(
                path.Namespace,
                LabelSelector.Parse(request.Query["labelSelector"]),
                FieldSelector.Parse(path.Type, fields));
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    public static bool IsDryRun(this HttpRequest request) => request.Query["dryRun"].ToString() switch
    {
        "" => false,
        "All" => true,
        var other => throw ApiException.BadRequest($"invalid dryRun: \"{other}\"; only All is known"),
    };
}
