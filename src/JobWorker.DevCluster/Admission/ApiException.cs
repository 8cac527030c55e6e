using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Admission;

/// <summary>A request that is answered with a <c>Status</c> of kind Failure.</summary>
/// <param name="code">The HTTP status.</param>
/// <param name="reason">Kubernetes' word for it, which clients switch on.</param>
/// <param name="message">For people.</param>
/// <param name="details">Which object, and which of its fields; may be absent.</param>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code => code;

    /// <summary>The body. A new tree each time.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
        };
        if (details is not null)
        {
            status["details"] = details.DeepClone();
        }

        status["code"] = code;
        return status;
    }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Details(type, name));

    public static ApiException NoSuchPath() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists", Details(type, name));

    public static ApiException Conflict(ResourceType type, string name, string why) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": {why}", Details(type, name));

    public static ApiException Stale(ResourceType type, string name) => Conflict(
        type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceType type, string name, string why) =>
        new(403, "Forbidden", $"{type.Qualified} \"{name}\" is forbidden: {why}", Details(type, name));

    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException TooLarge() => new(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");

    public static ApiException UnsupportedMediaType(string message) => new(415, "UnsupportedMediaType", message);

    public static ApiException Bug() => new(500, "InternalError", "the development cluster has a bug: its log says more");

    public static ApiException FromTheFuture(long asked, long current) => new(
        504, "Timeout", $"Too large resource version: {asked}, current: {current}",
        new JsonObject { ["retryAfterSeconds"] = 1 });

    /// <summary>422, with every field that breaks a rule.</summary>
    public static ApiException Invalid(ResourceType type, string name, IReadOnlyList<FieldProblem> problems)
    {
        var text = problems is [var only] ? only.ToString() : $"[{string.Join(", ", problems)}]";
        var details = Details(type, name);
        details["kind"] = type.Kind;
        details["causes"] = problems.Select(problem => (JsonNode)problem.ToCause()).ToJson();

        return new(422, "Invalid", $"{type.QualifiedKind} \"{name}\" is invalid: {text}", details);
    }

    private static JsonObject Details(ResourceType type, string name)
    {
        var details = new JsonObject { ["name"] = name, ["kind"] = type.Plural };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        return details;
    }
}

/// <summary>A field that breaks a rule.</summary>
/// <param name="Field">Its path, such as <c>spec.template.spec.containers[0].name</c>.</param>
/// <param name="Reason">Kubernetes' word: <c>FieldValueRequired</c>, <c>FieldValueInvalid</c>...</param>
/// <param name="Message">The rule.</param>
internal sealed record FieldProblem(string Field, string Reason, string Message)
{
    public static FieldProblem Required(string field, string rule = "") =>
        new(field, "FieldValueRequired", rule.Length == 0 ? "Required value" : $"Required value: {rule}");

    public static FieldProblem Invalid(string field, string value, string rule) =>
        new(field, "FieldValueInvalid", $"Invalid value: \"{value}\": {rule}");

    public static FieldProblem NotSupported(string field, string value, string rule) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: \"{value}\": {rule}");

    public static FieldProblem Forbidden(string field, string rule) =>
        new(field, "FieldValueForbidden", $"Forbidden: {rule}");

    public JsonObject ToCause() => new() { ["reason"] = Reason, ["message"] = Message, ["field"] = Field };

    public override string ToString() => $"{Field}: {Message}";
}
