using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Serverless.Api.Shared.Parameters;

/// <summary>
/// Validates a value, and converts values of other types to it. The conversions are those of the original's validator
/// (rpc.md 1.6): scalars into each other where nothing is lost, never objects or arrays.
/// </summary>
public abstract partial class Schema
{
    /// <summary>Converts a value; returns false if the value cannot be converted.</summary>
    public abstract bool TryRead(JsonElement element, out object? value);

    /// <summary>Returns what is wrong with a value that <see cref="TryRead"/> refuses.</summary>
    /// <param name="element">The value.</param>
    /// <param name="path">The path to the value, beginning with the parameter's name.</param>
    public virtual IEnumerable<ParameterProblem> Explain(JsonElement element, string path) => [new(path, ParameterReason.WrongType, $"Must be {Expected}.")];

    /// <summary>Returns the paths of members that are ignored because they are unknown.</summary>
    /// <param name="element">A value that <see cref="TryRead"/> accepts.</param>
    /// <param name="path">The path to the value, beginning with the parameter's name.</param>
    public virtual IEnumerable<string> Ignored(JsonElement element, string path) => [];

    /// <summary>Gets the description of a valid value, which completes a message that begins with "must be".</summary>
    protected abstract string Expected { get; }

    /// <summary>
    /// Returns the schema of a CLR type: string, bool, int, long, ushort, <see cref="JsonElement"/> (any value), arrays, maps of bool,
    /// objects with any values, and records of these.
    /// </summary>
    /// <exception cref="NotSupportedException">Thrown when no parameter can have this type.</exception>
    public static Schema Of(Type type, NullabilityInfoContext nullability)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => new StringSchema(),
            _ when type == typeof(bool) => new BooleanSchema(),
            _ when type == typeof(int) => new IntegerSchema(int.MinValue, int.MaxValue, number => (int)number),
            _ when type == typeof(ushort) => new IntegerSchema(ushort.MinValue, ushort.MaxValue, number => (ushort)number),
            _ when type == typeof(long) => new IntegerSchema(long.MinValue, long.MaxValue, number => number),
            _ when type == typeof(JsonElement) => new AnySchema(),
            _ when type == typeof(IReadOnlyDictionary<string, bool>) => new MapSchema<bool>(new BooleanSchema()),
            _ when type == typeof(IReadOnlyDictionary<string, JsonElement>) => new MapSchema<JsonElement>(new AnySchema()),
            _ when type.IsArray => new ArraySchema(type.GetElementType()!, Of(type.GetElementType()!, nullability)),
            { IsClass: true, Namespace: { } space } when space.StartsWith(nameof(Serverless), StringComparison.Ordinal) => new RecordSchema(type, nullability),
            _ => throw new NotSupportedException($"{type} cannot be a parameter."),
        };
    }

    /// <summary>Returns the path of a member. Unknown names come from the caller, so a long name is cut.</summary>
    internal static string Path(string path, string member) => $"{path}.{(member.Length <= 64 ? member : member[..64] + "...")}";

    internal static string WireName(ParameterInfo parameter) => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);

    internal static bool IsOptional(ParameterInfo parameter, NullabilityInfoContext nullability) =>
        parameter.ParameterType.IsValueType
            ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            : nullability.Create(parameter).WriteState == NullabilityState.Nullable;

    private sealed class AnySchema : Schema
    {
        protected override string Expected => "a value";

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = element;
            return true;
        }
    }

    private sealed class StringSchema : Schema
    {
        protected override string Expected => "a string";

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.Null => "",
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number when element.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
                JsonValueKind.Number when element.TryGetDouble(out var number) => number.ToString("R", CultureInfo.InvariantCulture),
                _ => null,
            };
            return value is not null;
        }
    }

    private sealed class BooleanSchema : Schema
    {
        protected override string Expected => "true or false";

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = element.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False or JsonValueKind.Null => false,
                JsonValueKind.String when element.ValueEquals("true") => true,
                JsonValueKind.String when element.ValueEquals("false") => false,
                JsonValueKind.Number when element.TryGetDouble(out var number) && number is 0 or 1 => number == 1,
                _ => null,
            };
            return value is not null;
        }
    }

    private sealed class IntegerSchema(long minimum, long maximum, Func<long, object> box) : Schema
    {
        protected override string Expected => string.Create(CultureInfo.InvariantCulture, $"an integer from {minimum} to {maximum}");

        public override bool TryRead(JsonElement element, out object? value)
        {
            var number = element.ValueKind switch
            {
                JsonValueKind.Number => Number(element.GetRawText()),
                JsonValueKind.String => Number(element.GetString()!),
                JsonValueKind.True => 1,
                JsonValueKind.False or JsonValueKind.Null => 0,
                _ => null,
            };
            value = number >= minimum && number <= maximum ? box(number.Value) : null;
            return value is not null;
        }

        private static long? Number(string text) =>
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number)
            && number >= long.MinValue && number <= long.MaxValue
                ? (long)number
                : null;
    }

    private sealed class ArraySchema(Type itemType, Schema item) : Schema
    {
        protected override string Expected => "an array";

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = null;
            if (element.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var items = Array.CreateInstance(itemType, element.GetArrayLength());
            var index = 0;
            foreach (var entry in element.EnumerateArray())
            {
                if (!item.TryRead(entry, out var converted))
                {
                    return false;
                }

                items.SetValue(converted, index++);
            }

            value = items;
            return true;
        }

        public override IEnumerable<ParameterProblem> Explain(JsonElement element, string path) => element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Index().Where(entry => !item.TryRead(entry.Item, out _)).SelectMany(entry => item.Explain(entry.Item, $"{path}[{entry.Index}]"))
            : base.Explain(element, path);
    }

    private sealed class MapSchema<T>(Schema item) : Schema
    {
        protected override string Expected => "an object";

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = null;
            if (element.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            var map = new Dictionary<string, T>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                if (!item.TryRead(property.Value, out var converted))
                {
                    return false;
                }

                map[property.Name] = (T)converted!;
            }

            value = map;
            return true;
        }

        public override IEnumerable<ParameterProblem> Explain(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().Where(member => !item.TryRead(member.Value, out _)).SelectMany(member => item.Explain(member.Value, Path(path, member.Name)))
            : base.Explain(element, path);
    }
}
