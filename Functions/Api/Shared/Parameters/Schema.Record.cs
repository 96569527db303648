using System.Reflection;
using System.Text.Json;

namespace Serverless.Api.Shared.Parameters;

public abstract partial class Schema
{
    private sealed class RecordSchema : Schema
    {
        protected override string Expected => "an object";

        private readonly (string Name, bool IsOptional, Schema Schema)[] _members;
        private readonly ConstructorInvoker _constructor;
        private readonly bool _isStrict;

        public RecordSchema(Type type, NullabilityInfoContext nullability)
        {
            var constructor = type.GetConstructors()[0];
            _constructor = ConstructorInvoker.Create(constructor);
            _isStrict = type.IsDefined(typeof(StrictAttribute));
            _members = [.. constructor.GetParameters().Select(member =>
                (WireName(member), IsOptional(member, nullability), Of(member.ParameterType, nullability)))];
        }

        public override bool TryRead(JsonElement element, out object? value)
        {
            value = null;
            if (element.ValueKind != JsonValueKind.Object || (_isStrict && Unknown(element).Any()))
            {
                return false;
            }

            var values = new object?[_members.Length];
            for (var i = 0; i < _members.Length; i++)
            {
                var (name, isOptional, schema) = _members[i];
                var isAbsent = !element.TryGetProperty(name, out var member) || (isOptional && member.ValueKind == JsonValueKind.Null);
                if (isAbsent ? !isOptional : !schema.TryRead(member, out values[i]))
                {
                    return false;
                }
            }

            value = _constructor.Invoke(values.AsSpan());
            return true;
        }

        public override IEnumerable<ParameterProblem> Explain(JsonElement element, string path)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return base.Explain(element, path);
            }

            var unknown = _isStrict ? Unknown(element).Select(name => new ParameterProblem(Path(path, name), ParameterReason.UnknownMember, "There is no such member.")) : [];
            return unknown.Concat(_members.SelectMany(member => Explain(element, path, member)));
        }

        public override IEnumerable<string> Ignored(JsonElement element, string path) => element.ValueKind != JsonValueKind.Object
            ? []
            : Unknown(element).Select(name => Path(path, name))
                .Concat(_members.SelectMany(member => element.TryGetProperty(member.Name, out var value) ? member.Schema.Ignored(value, Path(path, member.Name)) : []));

        private static IEnumerable<ParameterProblem> Explain(JsonElement element, string path, (string Name, bool IsOptional, Schema Schema) member)
        {
            path = Path(path, member.Name);
            if (!element.TryGetProperty(member.Name, out var value) || (member.IsOptional && value.ValueKind == JsonValueKind.Null))
            {
                return member.IsOptional ? [] : [new(path, ParameterReason.Missing, "The member is required.")];
            }

            return member.Schema.TryRead(value, out _) ? [] : member.Schema.Explain(value, path);
        }

        private IEnumerable<string> Unknown(JsonElement element) =>
            element.EnumerateObject().Where(property => !Array.Exists(_members, member => property.NameEquals(member.Name))).Select(property => property.Name);
    }
}

/// <summary>Marks a record whose unknown members are refused. Unknown members of other records are ignored.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StrictAttribute : Attribute;
