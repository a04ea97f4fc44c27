"""What tests of the admin read: pages, and how many statements they cost."""


def access_admin():
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="access_admin")


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()
