namespace Serverless.Domain.Settings;

/// <summary>Marks a setting whose value must not appear in messages.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;
