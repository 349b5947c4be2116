# The same users with OpenTofu (or Terraform). There is no provider for COR: terraform_data is built in and
# needs no download, its provisioner PUTs the whole user with curl whenever one of the fields changes.
variable "url" {
  type = string
}

variable "users_file" {
  type = string
}

locals {
  desired = jsondecode(file(var.users_file))
}

resource "terraform_data" "user" {
  for_each         = { for user in local.desired.users : user.id => user.fields }
  triggers_replace = each.value

  provisioner "local-exec" {
    quiet   = true
    command = "curl --fail --silent --show-error --output /dev/null --request PUT --header \"authorization: Bearer $COR_ACCESS_TOKEN\" --header 'content-type: application/json' --data-binary \"$BODY\" \"$URL\""
    environment = {
      URL  = "${var.url}/v2/integrations/users/${urlencode(each.key)}"
      BODY = jsonencode(merge({ metadata = { source = local.desired.source } }, each.value))
    }
  }
}
