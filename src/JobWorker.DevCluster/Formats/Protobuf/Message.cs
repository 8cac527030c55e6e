using System.Collections.Frozen;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Formats.Protobuf;

/// <summary>How a field is written in JSON.</summary>
internal enum Kind
{
    /// <summary>Not at all: the server sets it.</summary>
    Skip,
    Text,
    Number,
    Flag,
    TextList,
    TextMap,

    /// <summary>Values are base64 in JSON.</summary>
    BytesMap,
    Message,
    MessageList,
}

/// <summary>A field of a message.</summary>
internal sealed record Field(int Number, string Name, Kind Kind, Message? Message)
{
    public static implicit operator Field((int Number, string Name, Kind Kind) plain) =>
        new(plain.Number, plain.Name, plain.Kind, null);

    public static implicit operator Field((int Number, string Name, Message Message) nested) =>
        new(nested.Number, nested.Name, Kind.Message, nested.Message);

    public static implicit operator Field((int Number, string Name, Message Message, bool IsList) nested) =>
        new(nested.Number, nested.Name, nested.IsList ? Kind.MessageList : Kind.Message, nested.Message);
}

/// <summary>The fields of a message, by number.</summary>
internal sealed class Message(string name, params Field[] fields)
{
    private readonly FrozenDictionary<int, Field> fields = fields.ToFrozenDictionary(field => field.Number);

    public string Name => name;

    /// <summary>The message as JSON, without what is empty.</summary>
    /// <exception cref="ProtobufException">It is malformed, or a field that is not known here holds something.</exception>
    public JsonObject Read(ReadOnlySpan<byte> bytes)
    {
        var obj = new JsonObject();
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            var isEmpty = reader.HasBytes ? reader.Bytes.IsEmpty : reader.Number == 0;
            if (fields.TryGetValue(reader.Field, out var field))
            {
                Add(obj, field, reader);
            }
            else if (!isEmpty)
            {
                throw new ProtobufException(
                    $"the development cluster does not decode field {reader.Field} of {name} from protobuf: send JSON or YAML");
            }
        }

        return obj;
    }

    private static void Add(JsonObject obj, Field field, ProtobufReader reader)
    {
        switch (field.Kind)
        {
            case Kind.Text when !reader.Bytes.IsEmpty:
                obj[field.Name] = reader.Text;
                break;
            case Kind.Number:
                obj[field.Name] = reader.Number;
                break;
            case Kind.Flag:
                obj[field.Name] = reader.Number != 0;
                break;
            case Kind.TextList:
                ListIn(obj, field.Name).Add(reader.Text);
                break;
            case Kind.TextMap or Kind.BytesMap:
                AddEntry(obj.Child(field.Name), reader.Bytes, field.Kind == Kind.BytesMap);
                break;
            case Kind.Message when !reader.Bytes.IsEmpty:
                obj[field.Name] = field.Message!.Read(reader.Bytes);
                break;
            case Kind.MessageList:
                ListIn(obj, field.Name).Add((JsonNode)field.Message!.Read(reader.Bytes));
                break;
        }
    }

    private static void AddEntry(JsonObject map, ReadOnlySpan<byte> entry, bool isBinary)
    {
        string key = "", value = "";
        var reader = new ProtobufReader(entry);
        while (reader.Read())
        {
            var text = reader.Field == 2 && isBinary ? Convert.ToBase64String(reader.Bytes) : reader.Text;
            (key, value) = reader.Field == 1 ? (text, value) : (key, text);
        }

        map[key] = value;
    }

    private static JsonArray ListIn(JsonObject obj, string name)
    {
        if (obj[name] is not JsonArray list)
        {
            obj[name] = list = [];
        }

        return list;
    }
}
