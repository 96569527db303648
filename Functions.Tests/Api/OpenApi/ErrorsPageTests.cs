using Serverless.Api.OpenApi;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.OpenApi;

/// <summary>Checks that the page of reasons agrees with the code.</summary>
public sealed class ErrorsPageTests
{
    [Fact]
    [Trait("Category", Generated.Category)]
    public void The_page_in_the_repository_is_current() => Generated.AssertCurrent("docs/reference/errors.md", ErrorsPage.Write(new XmlDocs()));
}
