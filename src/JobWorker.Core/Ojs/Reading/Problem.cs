namespace JobWorker.Core.Ojs.Reading;

/// <summary>One thing that is wrong with a request. OJS HTTP binding, section 16.</summary>
/// <param name="Kind">Which rule it breaks; decides code and status.</param>
/// <param name="Field">Where, as in <c>jobs[3].options.priority</c>; empty: the whole body.</param>
/// <param name="Message">What is wrong; names the field.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record Problem(ProblemKind Kind, string Field, string Message, string Hint)
{
    /// <summary>The error code for programs.</summary>
    public string Code => Kind switch
    {
        ProblemKind.InvalidPayload => "invalid_payload",
        ProblemKind.SchemaValidation => "schema_validation",
        ProblemKind.ValidationError => "validation_error",
        ProblemKind.Duplicate => "duplicate",
        _ => "invalid_request",
    };

    /// <summary>The HTTP status.</summary>
    public int Status => Kind switch
    {
        ProblemKind.ValidationError => 422,
        ProblemKind.Duplicate => 409,
        _ => 400,
    };
}

/// <summary>Which kind of rule a request breaks.</summary>
public enum ProblemKind
{
    /// <summary>A field is missing or has a value it must not have.</summary>
    InvalidRequest,

    /// <summary>The body is no JSON object, too large or too deep.</summary>
    InvalidPayload,

    /// <summary>The arguments do not keep to the schema they name.</summary>
    SchemaValidation,

    /// <summary>The retry policy makes no sense.</summary>
    ValidationError,

    /// <summary>Two jobs of one request want the same id.</summary>
    Duplicate,
}
