namespace Serverless.Api.Shared.Declarations;

/// <summary>Marks a method that takes a file. It is called with <c>multipart/form-data</c>, never as an ordinary call.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UploadAttribute : Attribute;
