namespace Serverless.Api.Shared.Declarations;

/// <summary>Marks an operation that states why the stored data cannot be read, while it cannot be read.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShowsFormAttribute : Attribute;
