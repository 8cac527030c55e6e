using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Http.State;

/// <summary>Reads the bodies of state requests; values stay slices of the body.</summary>
internal static class StateBodies
{
    /// <summary>A list of writes.</summary>
    /// <exception cref="ApiException">The body is not one.</exception>
    public static List<StateRequest> ReadSets(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            StateRequest.Expect(ref reader, JsonTokenType.StartArray, "a list of states");
            var sets = new List<StateRequest>(1);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                sets.Add(StateRequest.Read(ref reader, body));
            }

            JsonSlice.End(ref reader);
            return sets;
        }
        catch (Exception e) when (JsonSlice.IsMalformed(e))
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    /// <summary>An object with <c>operations</c>.</summary>
    /// <inheritdoc cref="ReadOperations"/>
    public static List<StateOperation> ReadTransaction(ReadOnlyMemory<byte> body, Func<string, string> key)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            StateRequest.Expect(ref reader, JsonTokenType.StartObject, "an object with operations");
            List<StateOperation> operations = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isOperations = reader.ValueTextEquals("operations");
                reader.Read();
                if (isOperations)
                {
                    operations = ReadList(ref reader, body, key);
                }
                else
                {
                    reader.Skip();
                }
            }

            JsonSlice.End(ref reader);
            return operations;
        }
        catch (Exception e) when (JsonSlice.IsMalformed(e))
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    /// <summary>A list of operations, as actors send it.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="key">Makes the store's key of a request's.</param>
    /// <exception cref="ApiException">The body is not one.</exception>
    public static List<StateOperation> ReadOperations(ReadOnlyMemory<byte> body, Func<string, string> key)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            var operations = ReadList(ref reader, body, key);
            JsonSlice.End(ref reader);
            return operations;
        }
        catch (Exception e) when (JsonSlice.IsMalformed(e))
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    private static List<StateOperation> ReadList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Func<string, string> key)
    {
        StateRequest.Expect(ref reader, JsonTokenType.StartArray, "a list of operations");
        var operations = new List<StateOperation>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            operations.Add(ReadOperation(ref reader, body, key));
        }

        return operations;
    }

    private static StateOperation ReadOperation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Func<string, string> key)
    {
        StateRequest.Expect(ref reader, JsonTokenType.StartObject, "an operation");
        var kind = "";
        StateRequest? request = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "operation":
                    kind = reader.GetString() ?? "";
                    break;
                case "request":
                    request = StateRequest.Read(ref reader, body);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (kind, request) switch
        {
            (_, null) => throw new JsonException("an operation needs a request"),
            ("upsert", { } set) => set.ToSet(key(set.Key)),
            ("delete", { } delete) => delete.ToDelete(key(delete.Key)),
            _ => throw new JsonException($"operation must be upsert or delete, not \"{kind}\""),
        };
    }
}
