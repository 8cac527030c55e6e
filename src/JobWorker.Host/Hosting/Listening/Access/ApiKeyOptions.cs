namespace JobWorker.Host.Hosting.Listening.Access;

/// <summary>A key of the public listener. <c>Listen:Keys:{name}</c>.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>The key: printable ASCII without spaces, one that no other has. Whoever has it has the role, so make it long and random.</summary>
    public string? Key { get; init; }

    /// <summary><c>read</c>, <c>submit</c> or <c>operate</c>.</summary>
    public string? Role { get; init; }

    /// <summary>What is wrong with it; none when nothing is.</summary>
    public string? Wrong => this switch
    {
        { Key: null or "" } => "Key is missing",
        { Key: { } key } when !key.All(c => c is > ' ' and < (char)127) => "Key must be printable ASCII without spaces",
        { Role: null or "" } => "Role is missing: read, submit or operate",
        { Role: { } role } when RoleOf(role) is null => $"Role must be read, submit or operate, not {role}",
        _ => null,
    };

    public static AccessRole? RoleOf(string? text) => text?.ToLowerInvariant() switch
    {
        "read" => AccessRole.Read,
        "submit" => AccessRole.Submit,
        "operate" => AccessRole.Operate,
        _ => null,
    };
}
